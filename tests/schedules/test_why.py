from __future__ import annotations

import datetime as dt

import pytest

import schedules.actions
from runs.models import ProcessRun
from schedules import clock, ledger
from schedules.models import Blackout, Schedule

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def schedule(make_schedule, noon):
    schedule = make_schedule()
    Schedule.objects.update(created_at=noon)
    schedule.refresh_from_db()
    return schedule


@pytest.fixture
def why(schedule, noon):
    def why(minutes, *, now_minutes=10):
        schedule.refresh_from_db()
        now = noon + now_minutes * MINUTE
        return ledger.why(schedule, noon + minutes * MINUTE, now=now).sentence

    return why


def test_it_ran(why, noon, work, peer):
    clock.tick(noon + MINUTE)
    ProcessRun.objects.update(started_at=noon + MINUTE, status="running")

    assert why(1) == "It ran on time; its run is running."


def test_it_ran_late(why, noon):
    clock.tick(noon + MINUTE)
    ProcessRun.objects.update(
        started_at=noon + MINUTE + dt.timedelta(seconds=21), status="running"
    )

    assert why(1) == "It ran 21 s late; its run is running."


def test_it_waits(why, noon):
    clock.tick(noon + MINUTE)

    assert why(1) == "It was started at 2026-03-02 12:01:00 UTC; its run is waiting."


def test_it_was_merged_into_a_later_one(why, noon):
    clock.tick(noon + MINUTE)
    clock.tick(noon + 2 * MINUTE)

    assert "the run before it was not over" in why(1)


def test_the_clock_was_down(why, noon):
    clock.tick(noon + 8 * MINUTE)

    assert "the clock was not running" in why(2)


def test_it_fell_into_a_pause_that_is_over(why, schedule, noon):
    schedules.actions.pause(schedule, now=noon)
    schedules.actions.resume(schedule, now=noon + 5 * MINUTE)

    assert why(3) == (
        "5 firings from 2026-03-02 12:01:00 UTC to 2026-03-02 12:05:00 UTC "
        "did not run: the schedule was paused."
    )


def test_the_pause_lasts(why, schedule, noon):
    schedules.actions.pause(schedule, now=noon)

    assert why(3) == "The schedule is paused since 2026-03-02 12:00:00 UTC."


def test_it_is_switched_off(why, schedule, noon):
    schedules.actions.change(schedule, {"enabled": False}, now=noon)

    assert why(3) == "The schedule is switched off."


def test_the_clock_switched_it_off(why, schedule, noon):
    Schedule.objects.update(enabled=False, next_fire_at=None, error="spoilt")

    assert "spoilt" in why(3)


def test_somebody_skipped_it(why, schedule, noon):
    schedules.actions.change_occurrence(
        schedule, due_at=noon + MINUTE, by="olga", why="Easter", now=noon
    )
    assert why(1, now_minutes=0) == "It will be skipped, by olga."

    clock.tick(noon + MINUTE)

    assert why(1) == "It was skipped by olga: Easter"


def test_somebody_moved_it(why, schedule, noon):
    schedules.actions.change_occurrence(
        schedule, due_at=noon + MINUTE, moved_to=noon + 9 * MINUTE, by="olga", now=noon
    )

    assert "moved to 2026-03-02 12:09:00 UTC by olga" in why(1, now_minutes=0)


def test_a_blackout_is_to_come(why, account, noon):
    Blackout.objects.create(
        account=account, name="x", starts_at=noon, ends_at=noon + 60 * MINUTE
    )

    assert why(30) == "It will be skipped: it falls into a blackout period."


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        (-5, "The schedule was only made at 2026-03-02 12:00:00 UTC."),
        (
            1.5,
            (
                "Nothing is planned at this instant. The next firing after it: "
                "2026-03-02 12:02:00 UTC."
            ),
        ),
        (20, "It is still to come."),
        (5, "It is due, and the clock has not come to it yet."),
    ],
)
def test_what_the_ledger_does_not_hold_is_computed(why, minutes, sentence):
    assert why(minutes) == sentence


def test_outside_of_its_window(why, schedule, noon):
    schedules.actions.change(
        schedule,
        {"starts_at": noon + 5 * MINUTE, "ends_at": noon + 20 * MINUTE},
        now=noon,
    )

    assert why(2) == "The schedule begins at 2026-03-02 12:05:00 UTC only."
    assert why(21) == "The schedule ended at 2026-03-02 12:20:00 UTC."


def test_it_has_fired_as_often_as_it_may(why, schedule, noon):
    schedules.actions.change(schedule, {"most_firings": 1}, now=noon)
    clock.tick(noon + MINUTE)

    assert why(2) == "The schedule has fired as often as it may."


def test_times_are_shown_in_the_schedules_zone(why, schedule, noon):
    schedules.actions.change(schedule, {"time_zone": "Europe/Berlin"}, now=noon)

    assert "13:02:00 CET" in why(1.5)
