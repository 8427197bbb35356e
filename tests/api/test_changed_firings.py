"""Skipping and moving single firings to come, and taking that back."""

from __future__ import annotations

import datetime as dt

import pytest

from schedules import clock
from schedules.models import Occurrence, OccurrenceChange, Schedule

pytestmark = pytest.mark.usefixtures("it_is_noon")

AT = "2026-03-02T13:00:00Z"
SOONER = "2026-03-02T12:20:00Z"
LATER = "2026-03-02T13:15:00Z"


@pytest.fixture
def schedule(make_schedule):
    return make_schedule(expression="3600")


@pytest.fixture
def act(api, schedule):
    def act(what, **body):
        return api.ask("post", f"schedules/{schedule.guid}/{what}/", body)

    return act


@pytest.fixture
def next_at(api, schedule):
    return lambda: api.ask("get", f"schedules/{schedule.pk}/").json()["next_fire_at"]


def test_a_firing_is_skipped_and_who_and_why_is_known(api, act, schedule, noon):
    answer = act("skip", at=AT, why="Easter")

    assert answer.status_code == 200
    assert answer.json() == {"at": AT, "to": None, "by": "Till", "why": "Easter"}
    clock.tick(noon + dt.timedelta(hours=1))
    told = api.ask("get", f"schedules/{schedule.pk}/why/?at={AT}").json()
    assert told["sentence"] == "It was skipped by Till: Easter"
    assert told["occurrence"]["reason"] == "by_hand"


def test_a_firing_is_moved(act, next_at, noon):
    answer = act("move", at="2026-03-02T14:00:00+01:00", to=SOONER)

    assert answer.json() == {"at": AT, "to": SOONER, "by": "Till", "why": ""}
    assert next_at() == SOONER
    clock.tick(noon + dt.timedelta(minutes=20))
    row = Occurrence.objects.get()
    assert (row.outcome, row.reason) == ("started", "moved_by_hand")


def test_the_newer_word_holds(act):
    act("move", at=AT, to=LATER)

    assert act("skip", at=AT).json()["to"] is None
    assert OccurrenceChange.objects.get().moved_to is None


def test_a_person_is_named(browser, schedule):
    address = f"schedules/{schedule.pk}/skip/"

    browser.ask("post", address, {"at": AT}, accept="application/json")

    assert OccurrenceChange.objects.get().by == "ada"


def test_a_key_without_a_name_is_known_by_its_id(account, schedule):
    from accounts.models import ApiKey
    from tests.api.conftest import caller_for

    nameless = caller_for(account)

    by = nameless.ask("post", f"schedules/{schedule.pk}/skip/", {"at": AT}).json()["by"]

    assert by == str(ApiKey.objects.get().guid)


def test_an_internal_call_is_known_by_its_run(nobody, account, schedule):
    from accounts import internal_credentials

    path = f"/api/v1/schedules/{schedule.pk}/skip/"
    claim = internal_credentials.Claim(
        account_id=account.pk, method="POST", path=path, run="4711"
    )
    credential = internal_credentials.sign(claim)

    answer = nobody.post(path, {"at": AT}, headers={"Authorization": credential})

    assert answer.json()["by"] == "run 4711"


@pytest.mark.parametrize(
    ("what", "to"), [("skip", {}), ("move", {"to": SOONER}), ("move", {"to": LATER})]
)
def test_it_is_undone(act, next_at, what, to):
    act(what, at=AT, **to)

    answer = act("undo", at=AT)

    assert answer.status_code == 200
    assert answer.json()["next_fire_at"] == next_at() == AT
    assert not OccurrenceChange.objects.exists()


def test_nothing_to_undo_is_a_conflict(act):
    answer = act("undo", at=AT)

    assert answer.status_code == 409
    assert "Nothing was changed" in answer.json()["detail"]


def test_what_has_had_its_effect_is_not_undone(act, it_is_noon, noon):
    act("skip", at=AT)
    later = noon + dt.timedelta(hours=1)
    clock.tick(later)
    it_is_noon.move_to(later)

    answer = act("undo", at=AT)

    assert answer.status_code == 409
    assert "too late" in answer.json()["detail"]
    assert OccurrenceChange.objects.exists()


@pytest.mark.parametrize(
    ("what", "said", "sentence"),
    [
        ("skip", {"at": "2026-03-02T12:00:00Z"}, "still to come"),
        ("skip", {"at": "2020-01-01T00:00:00Z"}, "still to come"),
        ("skip", {"at": "2026-03-02T13:00:01Z"}, "No firing is planned"),
        ("skip", {"at": "2026-03-02T13:00:00.5Z"}, "No firing is planned"),
        ("move", {"at": AT, "to": "2026-03-02T11:00:00Z"}, "still to come"),
        ("move", {"at": "2026-03-02T13:30:00Z", "to": LATER}, "No firing is planned"),
    ],
)
def test_what_is_past_or_not_planned_is_a_conflict(act, what, said, sentence):
    answer = act(what, **said)

    assert answer.status_code == 409
    assert sentence in answer.json()["detail"]
    assert not OccurrenceChange.objects.exists()


@pytest.mark.parametrize(
    ("what", "said", "field"),
    [
        ("skip", {}, "at"),
        ("skip", {"at": None}, "at"),
        ("skip", {"at": "13:00"}, "at"),
        ("skip", {"at": AT, "why": None}, "why"),
        ("skip", {"at": AT, "why": "x" * 501}, "why"),
        ("skip", {"at": AT, "to": LATER}, "to"),
        ("skip", {"at": AT, "by": "me"}, "by"),
        ("move", {"at": AT}, "to"),
        ("move", {"at": AT, "to": None}, "to"),
        ("move", {"at": AT, "to": "2026-03-02T13:15:00"}, "to"),
        ("undo", {}, "at"),
        ("undo", {"at": 5}, "at"),
    ],
)
def test_bad_input_is_refused_at_its_field(act, what, said, field):
    answer = act(what, **said)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not OccurrenceChange.objects.exists()


@pytest.mark.parametrize("what", ["skip", "undo"])
def test_a_spoilt_schedule_is_a_conflict(act, what):
    act("skip", at=AT)
    Schedule.objects.update(expression="spoilt", next_fire_at=None)

    answer = act(what, at=AT)

    assert answer.status_code == 409
    assert "spoilt" in answer.json()["detail"]
