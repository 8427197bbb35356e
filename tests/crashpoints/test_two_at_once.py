"""Two processes at the same rows: between any two statements of the one, the other
does all of its work. Only PostgreSQL lets them; SQLite has one writer at a time."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.db import connection

import schedules.actions
from runs import attempts, claims, recording, sweep
from runs.calls import Line
from runs.choices import Status, StopKind
from runs.models import Attempt, ProcessRun, StepRun
from runs.slots import Slots
from runs.stopping import stop
from runs.work import Result
from schedules import clock
from schedules.models import Occurrence, Schedule
from tests.crashpoints.nth_statement import AtNth, meanwhile
from tests.crashpoints.world import ANYBODY

pytestmark = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"
)
__all__ = ["connection"]  # for the condition above

LEASE_GONE = dt.timedelta(seconds=16)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def at_each(world):
    """The one's act, with the other's before each of its statements in turn; where
    they block each other, the other's comes after. Then everything is swept up."""

    def at_each(*, before, one, other):
        for n in itertools.count(1):
            before()
            between = AtNth(n, meanwhile(other))
            with between.armed():
                one()
            other()
            world.live_on()
            yield n
            world.assert_promises_kept()
            if not between.was_met:
                return
            forget(world)

    return at_each


def forget(world):
    world.requests.clear()
    world.broker.take()
    Occurrence.objects.all().delete()
    StepRun.objects.all().delete()
    ProcessRun.objects.all().delete()
    Schedule.objects.all().delete()


@pytest.fixture
def take(world):
    """A worker claims these runs, and no more."""

    def take(*runs):
        carriers = {run.pk: ANYBODY for run in runs}
        return claims.claim(carriers, now=world.now, slots=Slots()).work

    return take


def runs_in_order():
    return list(ProcessRun.objects.order_by("pk"))


def test_a_run_is_claimed_once(world, job, take, at_each):
    works = []

    def claim():
        works.extend(take(*runs_in_order()))

    def before():
        works.clear()
        world.start(job)
        world.broker.take()

    for _n in at_each(before=before, one=claim, other=claim):
        assert len(works) == 1
        assert Attempt.objects.count() == 1


def test_a_lane_is_claimed_in_order(world, make_job, take, at_each):
    job = make_job(unique=True)

    def before():
        world.start(job)
        world.start(job)
        world.broker.take()

    def claim_the_first():
        take(runs_in_order()[0])

    def claim_the_second():
        take(runs_in_order()[1])

    for _n in at_each(before=before, one=claim_the_second, other=claim_the_first):
        assert StepRun.objects.earliest("pk").run == runs_in_order()[0]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_result_and_the_end_of_its_lease(world, make_job, take, at_each, method):
    job = make_job(method=method)
    results: list[Result] = []

    def before():
        world.start(job)
        world.broker.take()
        [work] = take(*runs_in_order())
        results[:] = [attempts.carry_out(work, Line())]
        world.now += LEASE_GONE

    for _n in at_each(
        before=before,
        one=lambda: recording.record(results, now=world.now),
        other=lambda: sweep.sweep(world.now),
    ):
        [run] = runs_in_order()
        ended = {Status.SUCCEEDED, Status.LOST} if method == "POST" else {"succeeded"}
        assert run.status in ended


def test_a_result_and_a_stop(world, make_job, take, at_each):
    job = make_job(method="POST")
    results: list[Result] = []

    def before():
        world.start(job)
        world.broker.take()
        [work] = take(*runs_in_order())
        results[:] = [attempts.carry_out(work, Line())]

    def stop_it():
        [run] = runs_in_order()
        stop(run, kind=StopKind.ABORT, why="Enough.", now=world.now)

    for _n in at_each(
        before=before,
        one=lambda: recording.record(results, now=world.now),
        other=stop_it,
    ):
        [run] = runs_in_order()
        assert run.status in {Status.SUCCEEDED, Status.STOPPED}
        assert StepRun.objects.get().status == Status.SUCCEEDED


def test_a_claim_and_a_stop(world, job, take, at_each):
    def before():
        world.start(job)
        world.broker.take()

    def stop_it():
        [run] = runs_in_order()
        stop(run, kind=StopKind.STOP, why="Enough.", now=world.now)

    for _n in at_each(before=before, one=lambda: take(*runs_in_order()), other=stop_it):
        assert runs_in_order()[0].status == Status.STOPPED


@pytest.fixture
def hourly(world, job, make_schedule):
    def hourly():
        make_schedule(expression="3600", now=world.now)
        world.now += HOUR

    return hourly


def test_two_beats_strike_once(world, hourly, at_each):
    def strike():
        clock.strike(world.now)

    for _n in at_each(before=hourly, one=strike, other=strike):
        assert Occurrence.objects.count() == 1
        assert ProcessRun.objects.count() == 1


def test_a_firing_takes_the_place_of_one_that_is_being_claimed(
    world, hourly, take, at_each
):
    def before():
        hourly()
        clock.strike(world.now)
        world.broker.take()
        world.now += HOUR

    for _n in at_each(
        before=before,
        one=lambda: take(*runs_in_order()[:1]),
        other=lambda: clock.strike(world.now),
    ):
        entries = Occurrence.objects.order_by("due_at")
        assert [entry.outcome for entry in entries][1] == "started"
        assert runs_in_order()[1].status == Status.SUCCEEDED


def test_a_run_is_claimed_while_a_later_firing_takes_its_place(
    world, hourly, take, at_each
):
    def before():
        hourly()
        clock.strike(world.now)
        world.broker.take()
        world.now += HOUR

    for _n in at_each(
        before=before,
        one=lambda: clock.strike(world.now),
        other=lambda: take(*runs_in_order()[:1]),
    ):
        assert Occurrence.objects.count() == 2


def test_a_strike_and_an_edit(world, hourly, at_each):
    def edit():
        [schedule] = Schedule.objects.all()
        schedules.actions.change(schedule, {"expression": "7200"}, now=world.now)

    for _n in at_each(before=hourly, one=lambda: clock.strike(world.now), other=edit):
        assert ProcessRun.objects.count() == 1
        # The edit moves the grid, which the checker reads anew.
        Occurrence.objects.all().delete()
        ProcessRun.objects.update(origin="manual")


def test_two_sweeps(world, make_job, take, at_each):
    job = make_job(method="GET")

    def before():
        world.start(job)
        world.broker.take()
        take(*runs_in_order())
        world.now += LEASE_GONE

    def sweep_up():
        sweep.sweep(world.now)

    for _n in at_each(before=before, one=sweep_up, other=sweep_up):
        assert StepRun.objects.get().leases_lost == 1
