from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from runs import sweep
from runs.choices import Status, StopKind, WaitingFor
from runs.models import Attempt, StepRun
from runs.stopping import stop
from tests.runs.conftest import compose, http, wait

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def later(monkeypatch):
    """The database's clock, so much later."""

    def later(by):
        then = timezone.now() + by
        monkeypatch.setattr("runs.sql.database_now", lambda: then)
        return then

    return later


@pytest.fixture
def waiting(planned, start, work, peer):
    def waiting(**wait_for):
        run = start(process=planned(wait("pause", **wait_for), http("b", "pause")))
        work(run)
        return run

    return waiting


def test_a_wait_holds_no_worker_and_goes_on_at_its_time(waiting, work, peer, later):
    run = waiting(for_s=3600)

    step = run.step_runs.get()
    assert (run.status, run.waiting_for) == (Status.RUNNING, WaitingFor.TIME)
    assert (step.status, step.waiting_for) == (Status.WAITING, WaitingFor.TIME)
    assert run.wake_at == step.wake_at == step.started_at + HOUR
    assert Attempt.objects.count() == 0
    later(HOUR + dt.timedelta(seconds=1))
    work(run)
    assert run.status == Status.SUCCEEDED
    assert len(peer.requests) == 1


def test_a_look_before_its_time_changes_nothing(waiting, work, peer, later):
    run = waiting(for_s="{{ `3600` }}")
    wake_at = run.wake_at

    later(HOUR / 2)
    work(run)

    assert (run.status, run.wake_at) == (Status.RUNNING, wake_at)
    assert peer.requests == []


def test_the_sweep_brings_it_on(waiting, hints, later):
    run = waiting(for_s=3600)
    hints.clear()

    sweep.sweep(later(HOUR / 2))
    assert hints == []
    sweep.sweep(later(HOUR * 2))

    assert hints == [run.pk]


@pytest.mark.parametrize(
    "wait_for",
    [
        {"for_s": 0},
        {"for_s": -5},
        {"until": "2001-01-01T00:00:00Z"},
        {"until": "{{ '2001-01-01T08:00:00+01:00' }}"},
    ],
)
def test_a_moment_that_has_passed_is_not_waited_for(waiting, wait_for):
    assert waiting(**wait_for).status == Status.SUCCEEDED


@pytest.mark.parametrize(
    "wait_for",
    [
        {"for_s": "soon"},
        {"for_s": "{{ input.missing }}"},
        {"for_s": True},
        {"for_s": 10**12},
        {"for_s": 40_000_000},
        {"until": "tomorrow"},
        {"until": "2030-01-01T00:00:00"},
        {"until": "9999-01-01T00:00:00Z"},
        {"until": None},
        {"until": 7},
    ],
)
def test_what_is_no_moment_fails_the_step_in_words(waiting, wait_for):
    run = waiting(**wait_for)

    assert run.status == Status.FAILED
    assert any(word in run.error for word in ("for_s", "until", "year"))


@pytest.mark.parametrize("kind", [StopKind.STOP, StopKind.ABORT])
def test_a_stopped_run_waits_for_no_time(waiting, kind):
    run = waiting(for_s=3600)

    stop(run, kind=kind, why="Enough.", now=timezone.now())

    run.refresh_from_db()
    assert run.status == Status.STOPPED
    assert StepRun.objects.get().status == Status.STOPPED


def test_a_call_beside_a_wait_does_not_let_it_be_forgotten(planned, start, noon):
    """The run's next look is at the end of the wait, though a lease is held."""
    from runs import claims
    from runs.slots import Slots
    from runs.work import Carrier

    run = start(process=planned(wait("pause", for_s=60), http("call")))
    carrier = Carrier(robot_id=None, task_id="")

    claims.claim({run.pk: carrier}, now=noon, slots=Slots())

    run.refresh_from_db()
    assert run.wake_at == noon + dt.timedelta(seconds=60)


def test_a_deadline_ends_a_wait(planned, start, work, later):
    process = planned(wait("pause", for_s=3600), stop_after_s=60)
    run = start(process=process)
    work(run)

    sweep.sweep(later(dt.timedelta(seconds=61)))

    run.refresh_from_db()
    assert (run.status, run.error) == (Status.STOPPED, sweep.DEADLINE)


def test_waits_beside_one_another_end_each_at_its_time(planned, start, work, later):
    steps = wait("a", for_s=60), wait("b", for_s=3600), compose("c", "a")
    run = start(process=planned(*steps))
    work(run)

    later(dt.timedelta(seconds=61))
    work(run)

    states = dict(run.step_runs.values_list("key", "status"))
    assert states == {"a": "succeeded", "b": "waiting", "c": "succeeded"}
    assert run.wake_at == StepRun.objects.get(key="b").wake_at
