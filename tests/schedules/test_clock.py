from __future__ import annotations

import datetime as dt

import pytest

import schedules.actions
from runs.choices import Origin, Status
from runs.models import ProcessRun
from schedules import clock
from schedules.choices import Outcome, Reason
from schedules.models import Occurrence, Schedule

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)


def ledger(schedule):
    rows = Occurrence.objects.filter(schedule=schedule).order_by("due_at")
    return [(row.due_at, row.outcome, row.reason) for row in rows]


def test_nothing_happens_before_its_time(make_schedule, noon):
    schedule = make_schedule()

    assert clock.tick(noon + MINUTE - SECOND) == 0
    assert ledger(schedule) == []


def test_a_due_schedule_starts_a_run_and_moves_on(make_schedule, noon):
    schedule = make_schedule(input={"a": 1})

    assert clock.tick(noon + MINUTE) == 1

    [run] = ProcessRun.objects.all()
    assert (run.origin, run.origin_guid) == (Origin.SCHEDULE, schedule.guid)
    assert (run.due_at, run.input) == (noon + MINUTE, {"a": 1})
    assert ledger(schedule) == [(noon + MINUTE, Outcome.STARTED, "")]
    assert Occurrence.objects.get().run == run
    schedule.refresh_from_db()
    assert schedule.next_fire_at == noon + 2 * MINUTE


def test_a_second_tick_at_the_same_time_does_nothing(make_schedule, noon):
    make_schedule()
    clock.tick(noon + MINUTE)

    assert clock.tick(noon + MINUTE) == 0
    assert ProcessRun.objects.count() == 1


def test_the_runs_are_published_after_the_commit(
    make_schedule, noon, hints, django_capture_on_commit_callbacks
):
    make_schedule()
    with django_capture_on_commit_callbacks(execute=True):
        clock.tick(noon + MINUTE)

    assert hints == [ProcessRun.objects.get().pk]


def test_an_interval_keeps_its_grid_when_the_clock_is_late(make_schedule, noon):
    schedule = make_schedule()

    clock.tick(noon + MINUTE + 17 * SECOND)

    schedule.refresh_from_db()
    assert schedule.next_fire_at == noon + 2 * MINUTE


def test_cron_is_read_in_the_schedules_zone(make_schedule, noon):
    schedule = make_schedule(
        kind="cron", expression="30 8 * * *", time_zone="Europe/Berlin"
    )

    assert schedule.next_fire_at == dt.datetime(2026, 3, 3, 7, 30, tzinfo=dt.UTC)


def test_the_query_count_of_a_tick_does_not_grow_with_the_schedules(
    make_schedule, noon, django_assert_max_num_queries
):
    """10,000 schedules of which 10 are due (issue 2, point 6)."""
    first = make_schedule()
    Schedule.objects.bulk_create(
        Schedule(
            process=first.process,
            kind="interval",
            expression="60",
            anchor_at=noon,
            decided_until=noon,
            next_fire_at=noon + (MINUTE if n < 9 else dt.timedelta(hours=1)),
        )
        for n in range(9_999)
    )

    # The minutely sweeps are counted in tests of their own.
    clock._heart.beat(noon + MINUTE)
    clock._drift._last = noon + MINUTE

    with django_assert_max_num_queries(15):
        assert clock.tick(noon + MINUTE) == 10
    assert ProcessRun.objects.count() == 10


def test_an_idle_peek_is_one_query(make_schedule, noon, django_assert_num_queries):
    make_schedule()

    with django_assert_num_queries(1):
        assert clock.next_due_at() == noon + MINUTE


class TestADisabledProcess:
    def test_starts_nothing_and_the_ledger_says_why(self, make_schedule, job, noon):
        schedule = make_schedule()
        job.enabled = False
        job.save()

        clock.tick(noon + MINUTE)

        assert ProcessRun.objects.count() == 0
        assert ledger(schedule) == [(noon + MINUTE, Outcome.SKIPPED, Reason.DISABLED)]


class TestOverlap:
    def test_queue_one_replaces_the_firing_that_still_waits(self, make_schedule, noon):
        schedule = make_schedule()
        for n in (1, 2, 3):
            clock.tick(noon + n * MINUTE)

        statuses = list(
            ProcessRun.objects.order_by("pk").values_list("status", flat=True)
        )
        assert statuses == [Status.STOPPED, Status.STOPPED, Status.WAITING]
        assert [row[1] for row in ledger(schedule)] == [
            Outcome.COALESCED,
            Outcome.COALESCED,
            Outcome.STARTED,
        ]

    def test_queue_one_leaves_the_running_one_alone(self, make_schedule, noon, running):
        make_schedule(expression="7")
        clock.tick(noon + 7 * SECOND)
        running(ProcessRun.objects.get())
        clock.tick(noon + 14 * SECOND)

        statuses = list(
            ProcessRun.objects.order_by("pk").values_list("status", flat=True)
        )
        assert statuses == [Status.RUNNING, Status.WAITING]

    def test_starts_by_hand_are_never_replaced(self, make_schedule, noon, start):
        make_schedule()
        by_hand = start()
        clock.tick(noon + MINUTE)
        clock.tick(noon + 2 * MINUTE)

        by_hand.refresh_from_db()
        assert by_hand.status == Status.WAITING

    def test_queue_all_keeps_every_firing(self, make_schedule, noon):
        make_schedule(overlap="queue_all")
        for n in (1, 2, 3):
            clock.tick(noon + n * MINUTE)

        assert ProcessRun.objects.filter(status=Status.WAITING).count() == 3

    def test_skip_starts_nothing_while_a_run_is_open(self, make_schedule, noon):
        schedule = make_schedule(overlap="skip")
        clock.tick(noon + MINUTE)
        clock.tick(noon + 2 * MINUTE)

        assert ProcessRun.objects.count() == 1
        assert ledger(schedule)[1][1:] == (Outcome.SKIPPED, Reason.OVERLAP)

    def test_skip_starts_again_when_the_run_is_over(
        self, make_schedule, noon, work, peer
    ):
        make_schedule(overlap="skip")
        clock.tick(noon + MINUTE)
        work(ProcessRun.objects.get())
        clock.tick(noon + 2 * MINUTE)

        assert ProcessRun.objects.count() == 2

    @pytest.fixture
    def running(self):
        from runs import claims
        from runs.slots import Slots
        from runs.work import Carrier

        def claim(run):
            carrier = Carrier(robot_id=None, task_id="")
            claims.claim({run.pk: carrier}, now=run.created_at, slots=Slots())

        return claim


class TestASleptThroughClock:
    def test_runs_the_latest_and_says_so(self, make_schedule, noon):
        schedule = make_schedule()

        clock.tick(noon + 10 * MINUTE + 30 * SECOND)

        assert ProcessRun.objects.get().due_at == noon + 10 * MINUTE
        rows = ledger(schedule)
        assert [row[1] for row in rows] == [Outcome.COALESCED] * 9 + [Outcome.STARTED]
        assert rows[0][2] == Reason.CLOCK_DOWN

    def test_beyond_its_grace_a_started_one_is_late(self, make_schedule, noon):
        schedule = make_schedule(expression="3600")

        clock.tick(noon + dt.timedelta(hours=1, minutes=5))

        assert ledger(schedule)[0][1:] == (Outcome.STARTED, Reason.LATE)

    def test_skip_misses_what_is_beyond_the_grace(self, make_schedule, noon):
        schedule = make_schedule(misfire="skip", grace_s=30)

        clock.tick(noon + 3 * MINUTE + 10 * SECOND)

        assert [row[1] for row in ledger(schedule)] == [
            Outcome.MISSED,
            Outcome.MISSED,
            Outcome.STARTED,
        ]

    def test_run_all_runs_each(self, make_schedule, noon):
        make_schedule(misfire="run_all", overlap="queue_all")

        clock.tick(noon + 10 * MINUTE)

        assert ProcessRun.objects.count() == 10

    def test_a_month_is_summed_up_and_every_firing_counted(self, make_schedule, noon):
        schedule = make_schedule()
        month = dt.timedelta(days=30)

        clock.tick(noon + month + 30 * SECOND)

        rows = Occurrence.objects.filter(schedule=schedule)
        assert sum(rows.values_list("count", flat=True)) == 30 * 24 * 60
        assert rows.count() < 200
        assert ProcessRun.objects.get().due_at == noon + month
        schedule.refresh_from_db()
        assert schedule.next_fire_at == noon + month + MINUTE


class TestTheTimeOfDayJumps:
    def test_back_by_an_hour_nothing_fires_twice(self, make_schedule, noon):
        schedule = make_schedule()
        clock.tick(noon + MINUTE)

        for minute in range(-60, 2):
            clock.tick(noon + minute * MINUTE)
        assert ProcessRun.objects.count() == 1

        clock.tick(noon + 2 * MINUTE)
        assert [row[0] for row in ledger(schedule)] == [
            noon + MINUTE,
            noon + 2 * MINUTE,
        ]

    def test_back_by_an_hour_an_edit_does_not_fire_again(self, make_schedule, noon):
        schedule = make_schedule(kind="cron", expression="* * * * *")
        clock.tick(noon + MINUTE)
        hour_ago = noon - dt.timedelta(hours=1)

        changed = schedules.actions.change(schedule, {"name": "Same"}, now=hour_ago)

        assert changed.next_fire_at == noon + 2 * MINUTE

    def test_forward_by_an_hour_it_goes_on(self, make_schedule, noon):
        schedule = make_schedule()

        clock.tick(noon + 61 * MINUTE)

        schedule.refresh_from_db()
        assert schedule.next_fire_at == noon + 62 * MINUTE


class TestAPoisonedRow:
    @pytest.mark.parametrize(
        "spoilt",
        [
            {"expression": "every full moon"},
            {"kind": "cron", "expression": "0 0 99 * *"},
            {"kind": "sundial"},
            {"time_zone": "Europe/Atlantis", "kind": "cron", "expression": "* * * * *"},
            {"misfire": "whatever"},
            {"expression": "9" * 150},
        ],
    )
    def test_disables_itself_and_disturbs_no_other(self, make_schedule, noon, spoilt):
        bad, good = make_schedule(), make_schedule()
        Schedule.objects.filter(pk=bad.pk).update(**spoilt)

        clock.tick(noon + MINUTE)

        bad.refresh_from_db()
        assert not bad.enabled
        assert bad.next_fire_at is None
        assert bad.error != ""
        bad.periodic_task.refresh_from_db()
        assert not bad.periodic_task.enabled
        assert len(ledger(good)) == 1
        assert clock.tick(noon + 2 * MINUTE) == 1


class TestAnEdit:
    def test_never_fires_the_past(self, make_schedule, noon):
        schedule = make_schedule()
        later = noon + dt.timedelta(days=1, seconds=5)

        changed = schedules.actions.change(
            schedule, {"kind": "cron", "expression": "0 * * * *"}, now=later
        )

        assert changed.next_fire_at > later

    def test_enabling_again_waits_for_the_next_instant(self, make_schedule, noon):
        schedule = make_schedule()
        schedules.actions.change(schedule, {"enabled": False}, now=noon)
        assert clock.tick(noon + 5 * MINUTE) == 0

        now = noon + 7 * MINUTE + SECOND
        changed = schedules.actions.change(schedule, {"enabled": True}, now=now)

        assert changed.next_fire_at == noon + 8 * MINUTE

    def test_of_something_else_keeps_the_grid(self, make_schedule, noon):
        schedule = make_schedule(expression="600")

        changed = schedules.actions.change(
            schedule, {"name": "Ten"}, now=noon + 3 * MINUTE
        )

        assert changed.next_fire_at == noon + 10 * MINUTE


class TestTheWindow:
    def test_until_is_inclusive(self, make_schedule, noon):
        schedule = make_schedule(ends_at=noon + 2 * MINUTE)
        clock.tick(noon + MINUTE)
        clock.tick(noon + 2 * MINUTE)

        schedule.refresh_from_db()
        assert schedule.next_fire_at is None
        assert len(ledger(schedule)) == 2

    def test_from_is_inclusive(self, make_schedule, noon):
        schedule = make_schedule(starts_at=noon + 5 * MINUTE)

        assert schedule.next_fire_at == noon + 5 * MINUTE

    def test_the_number_of_firings_is_kept(self, make_schedule, noon):
        schedule = make_schedule(most_firings=2, overlap="queue_all")
        for n in range(1, 6):
            clock.tick(noon + n * MINUTE)

        assert ProcessRun.objects.count() == 2
        schedule.refresh_from_db()
        assert (schedule.fired_count, schedule.next_fire_at) == (2, None)
