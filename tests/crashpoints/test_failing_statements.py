"""Each statement of the database fails once: n = 1, 2, … until a life goes through
untouched. The processes live on, and after each life the promises hold."""

from __future__ import annotations

import itertools

import pytest
from django.db import Error, close_old_connections, connection

from runs.choices import Status, StopKind
from runs.models import ProcessRun, StepRun
from runs.stopping import stop
from schedules.models import Occurrence, Schedule
from tests.crashpoints.nth_statement import AtNth, cut, refused, unanswered
from tests.crashpoints.world import Crash

on_sqlite = pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="A cut connection is this, and more"
)
on_a_server = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has no server that could vanish"
)
FAULTS = [
    pytest.param(refused, marks=on_sqlite),
    pytest.param(unanswered, marks=on_a_server),
    pytest.param(cut, marks=on_a_server),
]
each_fault = pytest.mark.parametrize("fault", FAULTS)
__all__ = ["connection"]  # for the condition above


@pytest.fixture
def at_each(world):
    """Live this life with its nth statement failing, for each n that there is. What
    came of it is to be looked at in the loop; the last time it went untouched."""

    def at_each(fault, live, *, before=lambda: None, least):
        for n in itertools.count(1):
            before()
            failing = AtNth(n, fault)
            with failing.armed():
                live()
            world.tick()
            world.live_on()
            yield not failing.was_met
            world.assert_promises_kept()
            if not failing.was_met:
                break
            forget(world)
        assert n > least, "fewer statements than such a life has"

    return at_each


@pytest.fixture
def ask():
    """A request to the web: it may fail, and its connection is looked after."""

    def ask(action, *args, **rest):
        try:
            action(*args, **rest)
        except Error:
            close_old_connections()
            return False
        return True

    return ask


def forget(world):
    """The next life begins with an empty ledger."""
    world.requests.clear()
    Occurrence.objects.all().delete()
    StepRun.objects.all().delete()
    ProcessRun.objects.all().delete()
    Schedule.objects.all().delete()


def statuses():
    return [run.status for run in ProcessRun.objects.order_by("pk")]


@each_fault
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_of_a_run_from_its_start_to_its_record(
    world, ask, make_job, at_each, fault, method
):
    job = make_job(method=method)
    heard = [False]

    def live():
        heard[:] = [ask(world.start, job)]
        world.work()

    for untouched in at_each(fault, live, least=10):
        allowed = [[Status.SUCCEEDED]]
        if not heard[0]:
            allowed.append([])
        if not world.requests and fault is unanswered:
            # A claim of which nobody heard counts as sent.
            allowed.append([Status.LOST])
        assert statuses() in allowed
        assert len(world.requests) <= 1
        assert statuses() == [Status.SUCCEEDED] or not untouched


@each_fault
def test_of_a_run_with_two_attempts(world, ask, make_job, at_each, fault):
    job = make_job(method="GET", attempts=3, retry_delay_s=1)
    heard = [False]

    def live():
        world.answers = [503]
        heard[:] = [ask(world.start, job)]
        for _attempt in range(2):
            world.work()
            world.pass_time(2)
            world.tick()

    for untouched in at_each(fault, live, least=20):
        assert statuses() == [Status.SUCCEEDED] or not heard[0]
        assert len(world.requests) == 2 or not untouched


@each_fault
def test_of_a_strike_that_takes_a_waiting_firings_place(
    world, make_job, make_schedule, at_each, fault
):
    jobs = [make_job(method=method) for method in ("GET", "POST")]

    def fire():
        world.pass_time(3600)
        world.tick()

    def before():
        for job in jobs:
            make_schedule(process=job, expression="3600", now=world.now)
        fire()
        world.broker.take()

    for _life in at_each(fault, fire, before=before, least=10):
        outcomes = [entry.outcome for entry in Occurrence.objects.order_by("due_at")]
        assert outcomes == ["coalesced", "coalesced", "started", "started"]
        assert sorted(statuses()) == ["stopped", "stopped", "succeeded", "succeeded"]
        assert len(world.requests) == 2
        assert Schedule.objects.filter(enabled=True).count() == 2


@each_fault
@pytest.mark.parametrize(
    ("method", "end"), [("GET", Status.SUCCEEDED), ("POST", Status.LOST)]
)
def test_of_the_end_of_a_lease(
    world, make_job, at_each, monkeypatch, fault, method, end
):
    job = make_job(method=method)

    def a_worker_dies():
        world.start(job)
        with monkeypatch.context() as patched:
            patched.setattr("runs.attempts.carry_out", die)
            with pytest.raises(Crash):
                world.work()

    def live():
        world.pass_time(16)
        world.tick()

    for _life in at_each(fault, live, before=a_worker_dies, least=10):
        assert statuses() == [end]
        assert StepRun.objects.get().leases_lost == 1


def die(*_args):
    raise Crash


@each_fault
def test_of_a_hint_that_was_lost(world, job, at_each, fault):
    def before():
        world.start(job)
        world.broker.take()

    def live():
        world.pass_time(11)
        world.tick()

    for _life in at_each(fault, live, before=before, least=3):
        assert statuses() == [Status.SUCCEEDED]


@each_fault
def test_of_a_stop_by_hand(world, ask, make_job, at_each, fault):
    job = make_job(unique=True)
    heard = [False]

    def before():
        world.start(job)
        world.start(job)
        world.broker.take()
        first.append(ProcessRun.objects.earliest("pk"))

    def live():
        run = first.pop()
        heard[:] = [ask(stop, run, kind=StopKind.STOP, why="Enough.", now=world.now)]

    first: list[ProcessRun] = []
    for untouched in at_each(fault, live, before=before, least=5):
        stopped, following = statuses()
        assert following == Status.SUCCEEDED
        assert stopped == Status.STOPPED or not (heard[0] or untouched)
