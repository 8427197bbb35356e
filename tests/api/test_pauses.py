from __future__ import annotations

import datetime as dt

import pytest

from schedules import clock
from schedules.models import Occurrence, Schedule

pytestmark = pytest.mark.usefixtures("it_is_noon")

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def schedule(make_schedule):
    return make_schedule()


@pytest.fixture
def act(api, schedule):
    def act(what, body=None):
        return api.ask("post", f"schedules/{schedule.guid}/{what}/", body)

    return act


@pytest.mark.parametrize("body", [None, {}, {"until": None}])
def test_a_pause_lasts_until_somebody_resumes(act, it_is_noon, noon, body):
    paused = act("pause", body)
    it_is_noon.move_to(noon + 5 * MINUTE)
    clock.tick(noon + 5 * MINUTE)
    resumed = act("resume")

    assert (paused.status_code, resumed.status_code) == (200, 200)
    shown = paused.json()
    assert shown["paused_at"] == "2026-03-02T12:00:00Z"
    assert (shown["paused_until"], shown["next_fire_at"]) == (None, None)
    shown = resumed.json()
    assert (shown["paused_at"], shown["paused_until"]) == (None, None)
    assert shown["next_fire_at"] == "2026-03-02T12:06:00Z"
    row = Occurrence.objects.get()
    assert (row.reason, row.count) == ("paused", 5)


def test_a_pause_may_end_by_itself(act):
    shown = act("pause", {"until": "2026-03-02T13:10:00+01:00"}).json()

    assert shown["paused_until"] == "2026-03-02T12:10:00Z"
    assert shown["next_fire_at"] == "2026-03-02T12:10:00Z"


def test_a_later_word_holds(act):
    act("pause", {"until": "2026-03-02T12:10:00Z"})

    assert act("pause", {"until": "2026-03-02T12:20:00Z"}).json()["next_fire_at"] == (
        "2026-03-02T12:20:00Z"
    )


def test_resuming_what_is_not_paused_changes_nothing(api, act, schedule):
    before = api.ask("get", f"schedules/{schedule.pk}/").json()

    resumed = act("resume").json()

    assert {**resumed, "updated_at": before["updated_at"]} == before
    assert not Occurrence.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"until": "2026-03-02T12:00:00Z"}, "until"),
        ({"until": "2020-01-01T00:00:00Z"}, "until"),
        ({"until": "tomorrow"}, "until"),
        ({"until": 5}, "until"),
        ({"till": None}, "till"),
    ],
)
def test_a_bad_pause_is_refused(act, body, field):
    answer = act("pause", body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert Schedule.objects.get().paused_at is None


def test_resume_takes_no_words(act):
    assert act("resume", {"at": "2026-03-02T12:10:00Z"}).status_code == 400


@pytest.mark.parametrize("what", ["pause", "resume"])
def test_a_spoilt_schedule_is_a_conflict(act, what):
    Schedule.objects.update(expression="spoilt", next_fire_at=None)

    answer = act(what)

    assert answer.status_code == 409
    assert "spoilt" in answer.json()["detail"]


@pytest.mark.parametrize("what", ["pause", "resume"])
def test_what_is_not_there_is_not_paused(api, act, schedule, what):
    api.ask("delete", f"schedules/{schedule.pk}/")

    assert act(what).status_code == 404


@pytest.mark.parametrize("what", ["pause", "resume", "skip", "move", "undo"])
@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_only_a_post_acts(api, schedule, what, method):
    answer = api.ask(method, f"schedules/{schedule.pk}/{what}/")

    assert answer.status_code == 405
