"""A beat dies while it strikes and while it sweeps (promises 1 and 4)."""

from __future__ import annotations

import pytest

from runs.choices import Status, StopKind
from runs.models import ProcessRun
from runs.stopping import stop
from schedules.models import Occurrence
from tests.crashpoints.world import Crash

BEFORE, AFTER = False, True
HOUR_S = 3600


def dies(act):
    with pytest.raises(Crash):
        act()


class TestStriking:
    @pytest.fixture(autouse=True)
    def hourly(self, make_schedule, make_job, world):
        for method in ("GET", "POST"):
            process = make_job(method=method)
            make_schedule(process=process, expression=str(HOUR_S), now=world.now)

    @pytest.mark.parametrize(
        ("point", "after"),
        [
            ("schedules.facts.gather", AFTER),
            ("runs.actions.start_many", BEFORE),
            ("runs.actions.start_many", AFTER),
            ("schedules.striking.write_ledger", AFTER),
            ("schedules.striking._move_on", BEFORE),
            ("schedules.striking._move_on", AFTER),
            ("runs.dispatch.publish", BEFORE),
            ("runs.dispatch.publish", AFTER),
            ("schedules.clock.strike", AFTER),
        ],
    )
    def test_each_firing_is_struck_once_all_the_same(self, world, point, after):
        world.die_at(point, after=after)
        world.pass_time(HOUR_S)
        dies(world.tick)

        world.tick()
        world.live_on()

        assert Occurrence.objects.count() == 2
        assert [run.status for run in ProcessRun.objects.all()] == [
            Status.SUCCEEDED
        ] * 2
        assert len(world.requests) == 2
        world.assert_promises_kept()

    def test_what_it_did_not_strike_is_struck_by_the_next_one_late(self, world):
        world.die_at("schedules.striking._move_on")
        world.pass_time(HOUR_S)
        dies(world.tick)

        world.pass_time(600)
        world.tick()

        assert {entry.reason for entry in Occurrence.objects.all()} == {"late"}
        world.live_on()
        world.assert_promises_kept()


class TestSweeping:
    @pytest.mark.parametrize(
        ("point", "after"),
        [
            ("runs.sweep._pause", AFTER),
            ("runs.sweep._wake", AFTER),
            ("runs.dispatch.publish", BEFORE),
            ("runs.dispatch.publish", AFTER),
        ],
    )
    def test_a_lost_hint_is_found_again(self, world, job, point, after):
        world.start(job)
        world.broker.take()
        world.die_at(point, after=after)
        world.pass_time(11)
        dies(world.tick)

        world.live_on()

        assert ProcessRun.objects.get().status == Status.SUCCEEDED
        assert len(world.requests) == 1
        world.assert_promises_kept()

    @pytest.mark.parametrize("method", ["GET", "POST"])
    @pytest.mark.parametrize(
        ("point", "after", "visit"),
        [
            ("runs.sweep._verdict", BEFORE, 1),
            ("runs.settling._steps", BEFORE, 1),
            ("runs.settling.finish", AFTER, 1),
            ("runs.sweep.end_lease", AFTER, 1),
            # First of the hints, then of the leases.
            ("runs.dispatch.publish", BEFORE, 2),
        ],
    )
    def test_a_lost_lease_is_ended_once(
        self, world, make_job, method, point, after, visit
    ):
        world.start(make_job(method=method))
        world.die_at("runs.attempts.carry_out")
        dies(world.work)
        world.die_at(point, after=after, visit=visit)
        world.pass_time(16)
        dies(world.tick)

        world.live_on()

        run = ProcessRun.objects.get()
        assert run.status == (Status.SUCCEEDED if method == "GET" else Status.LOST)
        assert run.step_runs.get().leases_lost == 1
        world.assert_promises_kept()

    @pytest.mark.parametrize(
        ("point", "after"),
        [
            ("runs.sweep._wake", AFTER),
            ("runs.stopping.stop", BEFORE),
            ("runs.settling.settle", BEFORE),
            ("runs.stopping.stop", AFTER),
        ],
    )
    def test_a_run_beyond_its_deadline_is_stopped(self, world, make_job, point, after):
        job = make_job(stop_after_s=60)
        world.start(job)
        world.broker.take()
        world.die_at(point, after=after)
        world.pass_time(61)
        dies(world.tick)

        world.live_on()

        run = ProcessRun.objects.get()
        assert (run.status, run.started_at is None) == (Status.STOPPED, False)
        assert world.requests == []
        world.assert_promises_kept()


class TestStopping:
    """A person stops a run, and the web process dies over it."""

    @pytest.mark.parametrize(
        ("point", "after", "end"),
        [
            ("runs.settling.settle", BEFORE, Status.SUCCEEDED),
            ("runs.settling.finish", AFTER, Status.SUCCEEDED),
            ("runs.dispatch.publish", BEFORE, Status.STOPPED),
        ],
    )
    def test_it_is_stopped_or_goes_on_as_if_nothing_was_said(
        self, world, make_job, point, after, end
    ):
        job = make_job(unique=True)
        world.start(job)
        world.start(job)
        world.broker.take()
        world.die_at(point, after=after)
        first = ProcessRun.objects.earliest("pk")
        dies(lambda: stop(first, kind=StopKind.STOP, why="Enough.", now=world.now))

        world.live_on()

        assert [run.status for run in ProcessRun.objects.order_by("pk")] == [
            end,
            Status.SUCCEEDED,
        ]
        world.assert_promises_kept()
