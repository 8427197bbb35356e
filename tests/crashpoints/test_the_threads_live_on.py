"""The threads of a worker and of a beat, when their connections break under them."""

from __future__ import annotations

import threading

import pytest
from celery import current_app
from django.db import InterfaceError, OperationalError, connection

import runs.worker  # noqa: F401 - its signals
from runs import recording
from runs.advance import Advancer
from runs.choices import Status
from runs.leases import LEASE
from runs.models import ProcessRun, StepRun
from schedules import beat
from schedules.models import Occurrence
from schedules.tasks import tick
from tests.crashpoints.world import ANYBODY
from tests.system.waiting import until

# A server that restarts says one of these to whoever is connected.
on_a_server = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has no server that could vanish"
)
HOUR_S = 3600


def cut_others():
    """End every connection that is younger than ours, as a restart does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
            "datname = current_database() AND backend_start > "
            "(SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())"
        )
        return len(cursor.fetchall())


class Hung:
    """A target that answers when it is told to."""

    def __init__(self):
        self.was_asked, self.may_answer = threading.Event(), threading.Event()

    def __call__(self):
        self.was_asked.set()
        assert self.may_answer.wait(10)


@pytest.fixture
def worker(world, monkeypatch):
    """A worker's own threads: one that advances, one that keeps the leases."""
    from runs.callers import Callers

    monkeypatch.setattr("runs.advance.Callers", Callers)
    monkeypatch.setattr("runs.keeper.LOOK_EVERY_S", 0.02)
    monkeypatch.setattr("runs.advance.PAUSE_S", 0.02)
    worker = Advancer()
    worker.start()
    yield worker
    worker.drain()


@pytest.fixture
def carried_out(world, worker):
    """Bring what was published, again and again as the sweep does, until it is done."""

    def look():
        run_ids = list(ProcessRun.objects.values_list("pk", flat=True))
        worker.bring(run_ids, carrier=ANYBODY)
        ended = ProcessRun.objects.filter(status=Status.SUCCEEDED).count()
        return ended == len(run_ids)

    return lambda: until(look, what="every run has succeeded", within_s=10)


@on_a_server
def test_a_worker_goes_on_after_a_restart_of_the_database(world, job, carried_out):
    world.start(job)
    carried_out()
    assert cut_others() >= 1

    world.start(job)
    carried_out()

    assert len(world.requests) == 2
    world.assert_promises_kept()


@on_a_server
def test_what_ended_meanwhile_is_written_afterwards(
    world, make_job, worker, during, carried_out
):
    hung = Hung()
    during(hung)
    world.start(make_job(method="POST"))
    worker.bring(world.broker.take(), carrier=ANYBODY)
    assert hung.was_asked.wait(10)
    cut_others()
    hung.may_answer.set()

    carried_out()

    assert len(world.requests) == 1
    assert StepRun.objects.get().attempts_made == 1


@pytest.fixture
def fails(world, monkeypatch):
    """Let a thread's next looks at the clock fail, which is how its rounds begin."""

    def fails(name, error):
        def now():
            if threading.current_thread().name == name and failures:
                raise failures.pop()
            return world.now

        failures = [error] * 3
        monkeypatch.setattr("runs.sql.database_now", now)
        return failures

    return fails


each_error = pytest.mark.parametrize(
    "error",
    [
        OperationalError("the connection is closed"),
        InterfaceError("connection already closed"),
        ZeroDivisionError("a fault of ours"),
    ],
)


@each_error
def test_no_failure_ends_the_thread_that_advances(
    world, job, fails, carried_out, error
):
    failures = fails("advance", error)
    world.start(job)

    carried_out()

    assert failures == []


@each_error
def test_no_failure_ends_the_keeper(world, job, worker, fails, during, error):
    hung = Hung()
    during(hung)
    world.start(job)
    worker.bring(world.broker.take(), carrier=ANYBODY)
    assert hung.was_asked.wait(10)
    failures = fails("keeper", error)

    until(lambda: not failures, what="the keeper has failed", within_s=10)
    world.pass_time(6)

    until(lease_is_renewed(world), what="the lease is renewed", within_s=10)
    hung.may_answer.set()


def lease_is_renewed(world):
    return lambda: StepRun.objects.get().lease_until == world.now + LEASE


@on_a_server
def test_a_lease_is_renewed_over_a_restart(world, job, worker, during):
    hung = Hung()
    during(hung)
    world.start(job)
    worker.bring(world.broker.take(), carrier=ANYBODY)
    assert hung.was_asked.wait(10)

    for _restart in range(2):
        cut_others()
        world.pass_time(6)
        until(lease_is_renewed(world), what="the lease is renewed", within_s=10)
    hung.may_answer.set()


class TestAWarmStop:
    def test_waits_for_the_call_and_its_record(self, world, make_job, worker, during):
        hung = Hung()
        during(hung)
        world.start(make_job(method="POST"))
        worker.bring(world.broker.take(), carrier=ANYBODY)
        assert hung.was_asked.wait(10)

        stopping = threading.Thread(target=worker.drain)
        stopping.start()
        stopping.join(0.1)
        assert stopping.is_alive()
        hung.may_answer.set()
        stopping.join(10)

        assert ProcessRun.objects.get().status == Status.SUCCEEDED

    def test_survives_a_database_that_is_away_just_then(
        self, world, make_job, worker, during, monkeypatch
    ):
        hung, left, record = Hung(), [OperationalError] * 3, recording.record

        def away(results, *, now):
            if left:
                raise left.pop()
            return record(results, now=now)

        monkeypatch.setattr("runs.recording.record", away)
        during(hung)
        world.start(make_job(method="POST"))
        worker.bring(world.broker.take(), carrier=ANYBODY)
        assert hung.was_asked.wait(10)
        hung.may_answer.set()

        worker.drain()

        assert ProcessRun.objects.get().status == Status.SUCCEEDED

    def test_leaves_to_others_what_it_has_not_claimed(self, world, job, worker):
        worker.drain()
        world.start(job)
        worker.bring(world.broker.take(), carrier=ANYBODY)

        world.live_on()

        assert len(world.requests) == 1
        world.assert_promises_kept()


@on_a_server
class TestABrokenConnection:
    @pytest.fixture(autouse=True)
    def due(self, world, make_schedule):
        make_schedule(expression=str(HOUR_S), now=world.now)
        world.pass_time(HOUR_S)
        connection.connection.close()

    def test_does_not_stop_our_beat(self):
        scheduler = beat.SteepleScheduler(app=current_app, lazy=True)
        scheduler._finalize.cancel()
        # Foreign rows are django-celery-beat's own business.
        scheduler._foreign_at = float("inf")
        for _second in range(2):
            scheduler.tick()

        assert Occurrence.objects.count() == 1

    def test_does_not_stop_the_task_that_the_stock_beat_sends(self):
        for _second in range(2):
            tick.apply()

        assert Occurrence.objects.count() == 1
