from __future__ import annotations

import pytest

from schedules.models import Schedule

DEFAULTS = {
    "gap": "after",
    "repeat": "first",
    "most_firings": None,
    "repeats": 0,
    "robot": None,
    "misfire": "run_latest",
    "grace_s": 60,
    "overlap": "queue_one",
}
OTHERS = {
    "gap": "skip",
    "repeat": "both",
    "most_firings": 3,
    "repeats": 2,
    "robot": None,
    "misfire": "run_all",
    "grace_s": 0,
    "overlap": "queue_all",
}


@pytest.fixture
def post(api, job):
    def post(**said):
        body = {"process": job.number, "kind": "interval", "expression": "60", **said}
        return api.ask("post", "schedules/", body)

    return post


def part(answer, names=DEFAULTS):
    shown = answer.json()
    return {name: shown[name] for name in names}


def test_left_out_they_are_as_people_expect(post):
    answer = post()

    assert part(answer) == DEFAULTS
    assert part(answer, ["paused_at", "paused_until", "fired_count"]) == {
        "paused_at": None,
        "paused_until": None,
        "fired_count": 0,
    }


def test_they_are_taken(post):
    answer = post(**OTHERS)

    assert answer.status_code == 201
    assert part(answer) == OTHERS
    assert Schedule.objects.filter(**OTHERS).exists()


def test_a_change_of_one_leaves_the_others(api, post):
    made = post(**OTHERS).json()

    answer = api.ask("patch", f"schedules/{made['id']}/", {"grace_s": 5})

    assert part(answer) == {**OTHERS, "grace_s": 5}


def test_a_replacement_puts_them_back(api, post, job):
    made = post(**OTHERS).json()
    body = {"process": job.number, "kind": "interval", "expression": 60}

    assert part(api.ask("put", f"schedules/{made['id']}/", body)) == DEFAULTS


@pytest.mark.parametrize("overlap", ["queue_one", "skip", "stop_running", None])
def test_running_all_late_firings_needs_a_queue_for_all(post, overlap):
    answer = post(misfire="run_all", **({"overlap": overlap} if overlap else {}))

    assert answer.status_code == 400
    [sentence] = answer.json()["errors"]["misfire"]
    assert "queue_all" in sentence
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    ("saved", "said", "status"),
    [
        ({}, {"misfire": "run_all"}, 400),
        ({"overlap": "queue_all"}, {"misfire": "run_all"}, 200),
        ({"misfire": "run_all", "overlap": "queue_all"}, {"overlap": "skip"}, 400),
        ({"misfire": "run_all", "overlap": "queue_all"}, {"misfire": "skip"}, 200),
    ],
)
def test_a_change_of_one_of_both_is_checked_against_the_other(
    api, post, saved, said, status
):
    made = post(**saved).json()

    answer = api.ask("patch", f"schedules/{made['id']}/", said)

    assert answer.status_code == status


def test_one_that_always_was_so_may_still_be_renamed(api, schedule):
    Schedule.objects.update(misfire="run_all", overlap="skip")
    address = f"schedules/{schedule.pk}/"
    shown = api.ask("get", address).json()

    assert api.ask("patch", address, {"name": "Old"}).status_code == 200
    assert api.ask("put", address, shown).status_code == 200
    assert api.ask("patch", address, {"overlap": "queue_one"}).status_code == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gap", "before"),
        ("gap", None),
        ("repeat", "third"),
        ("repeat", 1),
        ("misfire", "run"),
        ("misfire", []),
        ("overlap", ""),
        ("overlap", "QUEUE_ONE"),
        ("grace_s", -1),
        ("grace_s", 10**12),
        ("grace_s", None),
        ("grace_s", "60"),
        ("grace_s", 1.5),
        ("most_firings", 0),
        ("most_firings", 2**31),
        ("most_firings", 10**30),
        ("most_firings", "3"),
        ("most_firings", True),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(post, field, value):
    answer = post(**{field: value})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not Schedule.objects.exists()


def test_what_is_only_shown_is_not_taken(post):
    made = post(fired_count=7, paused_at="2026-01-01T00:00:00Z").json()

    assert (made["fired_count"], made["paused_at"]) == (0, None)


def test_it_is_over_after_its_number_of_firings(api, post, it_is_noon, noon):
    from schedules import clock

    made = post(most_firings=1).json()
    clock.tick(noon.replace(minute=1))

    shown = api.ask("get", f"schedules/{made['id']}/").json()

    assert (shown["fired_count"], shown["next_fire_at"]) == (1, None)


@pytest.mark.parametrize(
    "said",
    [
        {"ends_at": "2020-01-01T00:00:00Z"},
        {"starts_at": "2090-01-01T09:00:00Z", "ends_at": "2090-01-01T10:00:00Z"},
        {"timezone": "Asia/Tokyo", "ends_at": "2020-01-01T00:00:00Z"},
    ],
)
def test_a_window_in_which_it_would_never_fire_is_refused(api, schedule, said):
    answer = api.ask("patch", f"schedules/{schedule.pk}/", said)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["ends_at"]
    schedule.refresh_from_db()
    assert schedule.ends_at is None


def test_a_text_that_only_the_gap_lets_fire_depends_on_its_policy(post):
    # 02:30 on the one day of 2090 on which Berlin's clocks leap over it.
    spring = {
        "kind": "quartz",
        "expression": "0 30 2 26 3 ? 2090",
        "timezone": "Europe/Berlin",
    }

    assert post(**spring, gap="after").status_code == 201
    refused = post(**spring, gap="skip")

    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == ["expression"]
