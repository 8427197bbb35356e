from __future__ import annotations

import datetime as dt

import pytest

import schedules.actions
from runs.models import ProcessRun
from schedules import clock
from schedules.choices import Outcome, Reason
from schedules.exceptions import ChangeRefusedError
from schedules.models import Occurrence, OccurrenceChange

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def change(noon):
    def change(schedule, due_at, moved_to=None, now=noon):
        return schedules.actions.change_occurrence(
            schedule, due_at=due_at, moved_to=moved_to, by="olga", why="Easter", now=now
        )

    return change


def ledger():
    rows = Occurrence.objects.order_by("due_at")
    return [(row.due_at, row.outcome, row.reason) for row in rows]


def test_a_skipped_firing_is_in_the_ledger_and_starts_nothing(
    make_schedule, noon, change
):
    change(make_schedule(), noon + MINUTE)
    clock.tick(noon + MINUTE)
    clock.tick(noon + 2 * MINUTE)

    assert ledger() == [
        (noon + MINUTE, Outcome.SKIPPED, Reason.BY_HAND),
        (noon + 2 * MINUTE, Outcome.STARTED, ""),
    ]


def test_a_firing_moved_later_starts_then_and_once(make_schedule, noon, change):
    schedule = make_schedule(expression="3600")
    due, later = noon + 60 * MINUTE, noon + 75 * MINUTE
    change(schedule, due, later)

    clock.tick(due)
    assert ProcessRun.objects.count() == 0
    schedule.refresh_from_db()
    assert schedule.next_fire_at == later
    clock.tick(later)
    clock.tick(later + MINUTE)

    assert ledger() == [(due, Outcome.STARTED, Reason.MOVED_BY_HAND)]
    assert Occurrence.objects.get().fired_at == later
    schedule.refresh_from_db()
    assert schedule.next_fire_at == noon + 120 * MINUTE


def test_a_firing_moved_earlier_starts_then_and_once(make_schedule, noon, change):
    schedule = make_schedule(expression="3600")
    due, earlier = noon + 60 * MINUTE, noon + 20 * MINUTE
    change(schedule, due, earlier)
    schedule.refresh_from_db()
    assert schedule.next_fire_at == earlier

    for minute in range(1, 90):
        clock.tick(noon + minute * MINUTE)

    assert ledger() == [(due, Outcome.STARTED, Reason.MOVED_BY_HAND)]
    assert ProcessRun.objects.get().created_at == earlier


def test_the_newer_word_holds(make_schedule, noon, change):
    schedule = make_schedule(expression="3600")
    due = noon + 60 * MINUTE
    change(schedule, due, noon + 70 * MINUTE)
    change(schedule, due)

    clock.tick(noon + 80 * MINUTE)

    assert ledger() == [(due, Outcome.SKIPPED, Reason.BY_HAND)]


def test_it_can_be_undone(make_schedule, noon, change):
    schedule = make_schedule(expression="3600")
    due = noon + 60 * MINUTE
    changed = change(schedule, due, noon + 20 * MINUTE)

    schedules.actions.undo_change(changed, now=noon)

    schedule.refresh_from_db()
    assert schedule.next_fire_at == due
    assert not OccurrenceChange.objects.exists()


@pytest.mark.parametrize(
    ("due", "moved_to", "sentence"),
    [
        (-60, None, "still to come"),
        (61, None, "No firing is planned"),
        (60, -5, "still to come"),
    ],
)
def test_what_is_past_or_not_planned_is_refused(
    make_schedule, noon, change, due, moved_to, sentence
):
    schedule = make_schedule()
    seconds = dt.timedelta(seconds=1)
    target = None if moved_to is None else noon + moved_to * seconds

    with pytest.raises(ChangeRefusedError, match=sentence):
        change(schedule, noon + due * seconds, target)
    assert not OccurrenceChange.objects.exists()
