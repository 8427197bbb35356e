"""Pauses, switched-off times, windows and blackouts: nothing fires, all is counted."""

from __future__ import annotations

import datetime as dt

import pytest
from django_celery_beat.models import PeriodicTask

import schedules.actions
from runs.models import ProcessRun
from schedules import clock
from schedules.choices import Outcome, Reason
from schedules.models import Blackout, Occurrence

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)


def rows():
    fields = ("due_at", "until_at", "count", "outcome", "reason")
    return list(Occurrence.objects.order_by("due_at").values_list(*fields))


def counted():
    return sum(Occurrence.objects.values_list("count", flat=True))


class TestAPause:
    def test_fires_nothing_and_is_one_row_when_it_ends(self, make_schedule, noon):
        schedule = make_schedule()
        schedules.actions.pause(schedule, now=noon + 30 * SECOND)
        assert clock.tick(noon + 10 * MINUTE) == 0
        assert rows() == []

        schedules.actions.resume(schedule, now=noon + 10 * MINUTE + SECOND)
        clock.tick(noon + 11 * MINUTE)

        assert rows() == [
            (
                noon + MINUTE,
                noon + 10 * MINUTE,
                10,
                Outcome.SKIPPED,
                Reason.PAUSED,
            ),
            (noon + 11 * MINUTE, None, 1, Outcome.STARTED, ""),
        ]

    def test_disables_the_periodic_task_in_the_same_moment(self, make_schedule, noon):
        schedule = make_schedule()

        paused = schedules.actions.pause(schedule, now=noon)

        rows = PeriodicTask.objects.filter(pk=paused.periodic_task_id)
        assert not rows.get().enabled
        schedules.actions.resume(schedule, now=noon)
        assert rows.get().enabled

    def test_until_a_time_ends_by_itself(self, make_schedule, noon):
        schedule = make_schedule()
        until = noon + 5 * MINUTE

        paused = schedules.actions.pause(schedule, until=until, now=noon)
        assert paused.next_fire_at == until
        clock.tick(until)

        assert [row[2:] for row in rows()] == [
            (4, Outcome.SKIPPED, Reason.PAUSED),
            (1, Outcome.STARTED, ""),
        ]
        schedule.refresh_from_db()
        assert (schedule.paused_at, schedule.paused_until) == (None, None)

    def test_of_a_single_firing_is_no_span(self, make_schedule, noon):
        schedule = make_schedule()
        schedules.actions.pause(schedule, now=noon)
        schedules.actions.resume(schedule, now=noon + MINUTE)

        assert rows() == [(noon + MINUTE, None, 1, Outcome.SKIPPED, Reason.PAUSED)]

    def test_without_a_firing_leaves_no_row(self, make_schedule, noon):
        schedule = make_schedule()
        schedules.actions.pause(schedule, now=noon)
        schedules.actions.resume(schedule, now=noon + 30 * SECOND)

        assert rows() == []

    def test_what_was_due_before_it_still_fires(self, make_schedule, noon):
        schedule = make_schedule()

        schedules.actions.pause(schedule, now=noon + MINUTE + SECOND)

        assert [row[3] for row in rows()] == [Outcome.STARTED]

    def test_an_edit_in_it_counts_under_the_old_text(self, make_schedule, noon):
        schedule = make_schedule()
        schedules.actions.pause(schedule, now=noon)
        schedules.actions.change(
            schedule, {"expression": "3600"}, now=noon + 10 * MINUTE
        )
        schedules.actions.resume(schedule, now=noon + 70 * MINUTE)

        assert [row[2] for row in rows()] == [10, 1]


def test_a_switched_off_time_is_one_row(make_schedule, noon):
    schedule = make_schedule()
    schedules.actions.change(schedule, {"enabled": False}, now=noon)
    clock.tick(noon + 3 * MINUTE)
    schedules.actions.change(schedule, {"enabled": True}, now=noon + 5 * MINUTE)

    assert [row[2:] for row in rows()] == [(5, Outcome.SKIPPED, Reason.DISABLED)]
    assert ProcessRun.objects.count() == 0


def test_the_time_before_from_is_one_row(make_schedule, noon):
    make_schedule(starts_at=noon + 5 * MINUTE)

    clock.tick(noon + 5 * MINUTE)

    assert [row[2:] for row in rows()] == [
        (4, Outcome.SKIPPED, Reason.WINDOW),
        (1, Outcome.STARTED, ""),
    ]


class TestABlackout:
    @pytest.fixture
    def blackout(self, account, noon):
        return Blackout.objects.create(
            account=account,
            name="Stocktaking",
            starts_at=noon + 2 * MINUTE,
            ends_at=noon + 4 * MINUTE,
        )

    def test_skips_what_falls_into_it(self, make_schedule, noon, blackout):
        make_schedule(overlap="queue_all")
        for n in range(1, 6):
            clock.tick(noon + n * MINUTE)

        assert [row[4] for row in rows()] == [
            "",
            Reason.BLACKOUT,
            Reason.BLACKOUT,
            "",
            "",
        ]
        assert ProcessRun.objects.count() == 3

    def test_is_the_accounts_alone(
        self, make_schedule, make_job, noon, blackout, stranger
    ):
        make_schedule(process=make_job(owner=stranger))
        clock.tick(noon + 2 * MINUTE)

        assert Occurrence.objects.filter(outcome=Outcome.STARTED).exists()

    def test_starts_nothing_late_in_it(self, make_schedule, noon, blackout):
        make_schedule(expression="110", grace_s=0)
        clock.tick(noon + 3 * MINUTE)

        assert [row[3:] for row in rows()] == [(Outcome.SKIPPED, Reason.BLACKOUT)]

    def test_starts_nothing_of_it_late_after_it(self, make_schedule, noon, blackout):
        make_schedule(expression="180", grace_s=0)
        clock.tick(noon + 5 * MINUTE)

        assert ProcessRun.objects.count() == 0


def test_every_planned_firing_is_counted_whatever_happens(make_schedule, noon):
    """Promise 1, over a day of pauses, edits, sleep and switched-off times."""
    schedule = make_schedule(overlap="queue_all")
    act = schedules.actions
    clock.tick(noon + 10 * MINUTE)
    act.pause(schedule, now=noon + 20 * MINUTE + SECOND)
    act.resume(schedule, now=noon + 60 * MINUTE + SECOND)
    clock.tick(noon + 61 * MINUTE)
    act.change(schedule, {"enabled": False}, now=noon + 90 * MINUTE + SECOND)
    act.change(schedule, {"enabled": True}, now=noon + 300 * MINUTE + SECOND)
    act.pause(schedule, until=noon + 400 * MINUTE, now=noon + 310 * MINUTE + SECOND)
    clock.tick(noon + 700 * MINUTE)
    act.change(schedule, {"name": "Renamed"}, now=noon + 24 * 60 * MINUTE)

    assert counted() == 24 * 60
