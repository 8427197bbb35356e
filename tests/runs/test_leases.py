from __future__ import annotations

import datetime as dt

import pytest

from runs import claims, recording, sweep
from runs.choices import Status, WaitingFor
from runs.models import Attempt, StepRun
from runs.slots import Slots
from runs.work import Carrier, Result

pytestmark = pytest.mark.django_db

LATER = dt.timedelta(minutes=5)


@pytest.fixture
def claim(noon):
    def claim(run, now=noon):
        carrier = Carrier(robot_id=None, task_id="")
        return claims.claim({run.pk: carrier}, now=now, slots=Slots()).work[0]

    return claim


@pytest.fixture
def get_run(make_job, start):
    return start(process=make_job(method="GET"))


def test_a_lease_that_has_not_run_out_is_left_alone(start, claim, noon):
    run = start()
    claim(run)

    sweep.sweep(noon)

    assert StepRun.objects.get().status == Status.RUNNING


def test_a_call_that_may_have_been_sent_is_lost(start, claim, noon):
    run = start()
    claim(run)

    sweep.sweep(noon + LATER)

    run.refresh_from_db()
    step_run = StepRun.objects.get()
    assert (run.status, step_run.status) == (Status.LOST, Status.LOST)
    assert run.error == sweep.WORKER_DIED
    assert Attempt.objects.get().reason == "lost"


def test_an_idempotent_call_is_made_again_under_the_same_key(
    get_run, claim, noon, work, peer
):
    claim(get_run)

    sweep.sweep(noon + LATER)
    get_run.refresh_from_db()
    assert (get_run.status, get_run.waiting_for) == (Status.RUNNING, WaitingFor.RETRY)
    work(get_run)

    assert get_run.status == Status.SUCCEEDED
    headers = dict(peer.requests[0].headers)
    assert headers["Idempotency-Key"] == str(StepRun.objects.get().guid)
    assert headers["X-Attempt"] == "2"


def test_the_third_lost_lease_is_taken_for_poison(get_run, claim, noon):
    for n in range(3):
        claim(get_run, now=noon + n * LATER)
        sweep.sweep(noon + (n + 1) * LATER - dt.timedelta(seconds=1))

    get_run.refresh_from_db()
    assert get_run.status == Status.FAILED
    assert get_run.error == sweep.POISONED


def test_a_worker_that_comes_back_after_its_lease_changes_no_state(start, claim, noon):
    run = start()
    held = claim(run)
    sweep.sweep(noon + LATER)

    recording.record([Result(work=held, succeeded=True)], now=noon + LATER)

    run.refresh_from_db()
    assert run.status == Status.LOST
    assert Attempt.objects.get().finished_at == noon + LATER


def test_a_worker_that_comes_back_does_not_disturb_the_next_attempt(
    get_run, claim, noon
):
    held = claim(get_run)
    sweep.sweep(noon + LATER)
    claim(get_run, now=noon + LATER)

    recording.record([Result(work=held, succeeded=True)], now=noon + LATER)

    assert StepRun.objects.get().status == Status.RUNNING


class TestLostHints:
    def test_a_run_nobody_looked_at_is_published_again(self, start, hints, noon):
        run = start()
        hints.clear()

        sweep.sweep(run.created_at + dt.timedelta(seconds=11))

        assert hints == [run.pk]

    def test_but_not_before_its_time(self, start, hints):
        run = start()
        hints.clear()

        sweep.sweep(run.created_at + dt.timedelta(seconds=5))

        assert hints == []

    def test_each_sweep_takes_it_once_and_waits_longer_and_longer(self, start, hints):
        run = start()
        hints.clear()
        for second in range(300):
            sweep.sweep(run.created_at + dt.timedelta(seconds=second))

        assert 5 <= len(hints) <= 12

    def test_a_finished_run_is_never_published(self, start, work, peer, hints):
        run = start()
        work(run)
        hints.clear()

        sweep.sweep(run.created_at + dt.timedelta(days=1))

        assert hints == []

    def test_an_idle_sweep_is_one_query(self, db, noon, django_assert_num_queries):
        with django_assert_num_queries(1):
            sweep.sweep(noon)
