from __future__ import annotations

import datetime as dt

import pytest

from runs import retry
from runs.choices import Status, WaitingFor
from runs.models import Attempt, StepRun
from runs.retry import Policy, pause
from tests.conftest import answered, unanswered

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
THREE = Policy(attempts=3, delay_s=10)
DOUBLING = Policy(attempts=9, delay_s=10, backoff=retry.EXPONENTIAL, most_s=60)


def seconds(policy, attempt, outcome, spread=1.0):
    found = pause(policy, attempt=attempt, outcome=outcome, now=NOON, spread=spread)
    return None if found is None else found.total_seconds()


@pytest.mark.parametrize(
    ("attempt", "expected"), [(1, 10.0), (2, 10.0), (3, None), (4, None)]
)
def test_a_fixed_pause_until_the_attempts_are_used_up(attempt, expected):
    assert seconds(THREE, attempt, answered(503)) == expected


@pytest.mark.parametrize(
    ("attempt", "expected"), [(1, 10), (2, 20), (3, 40), (4, 60), (8, 60)]
)
def test_an_exponential_pause_doubles_up_to_its_most(attempt, expected):
    assert seconds(DOUBLING, attempt, answered(503)) == expected


def test_half_of_an_exponential_pause_is_jitter():
    assert seconds(DOUBLING, 2, answered(503), spread=0.0) == 10
    assert seconds(DOUBLING, 2, answered(503), spread=0.5) == 15


@pytest.mark.parametrize(
    ("outcome", "failure"),
    [
        (answered(500), "5xx"),
        (answered(429), "429"),
        (answered(404), "4xx"),
        (answered(301), ""),
        (unanswered("late", "timeout"), "timeout"),
        (unanswered("no", "refused"), "connection"),
        (unanswered("no", "dns"), "connection"),
        (unanswered("no", "reset"), "connection"),
        (unanswered("no", "forbidden"), ""),
        (unanswered("no", "cut"), ""),
        (unanswered("no", "invalid"), ""),
    ],
)
def test_each_failure_has_its_class(outcome, failure):
    assert retry.failure_of(outcome) == failure


def test_what_the_policy_does_not_name_is_not_tried_again():
    assert seconds(THREE, 1, answered(404)) is None
    assert seconds(Policy(attempts=3, failures=("4xx",)), 1, answered(404)) == 10


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("999999999999", 3600.0),
        ("Mon, 02 Mar 2026 12:01:30 GMT", 90.0),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0.0),
        ("soon", 10.0),
        ("-5", 10.0),
        ("１", 10.0),
        ("", 10.0),
    ],
)
def test_retry_after_is_obeyed_and_capped(header, expected):
    outcome = answered(503, headers=(("Retry-After", header),))

    assert seconds(THREE, 1, outcome) == expected


@pytest.mark.django_db
class TestARun:
    @pytest.fixture
    def patient(self, make_job):
        return make_job(attempts=3, retry_delay_s=10)

    def test_waits_and_says_until_when(self, start, work, peer, patient):
        peer.answers = [answered(503)]
        run = start(process=patient)

        work(run)

        step_run = StepRun.objects.get()
        assert (run.status, run.waiting_for) == (Status.RUNNING, WaitingFor.RETRY)
        assert step_run.status == Status.WAITING
        assert run.wake_at == step_run.wake_at
        assert step_run.wake_at > run.started_at

    def test_is_not_tried_before_its_time(self, start, work, peer, patient):
        peer.answers = [answered(503)]
        run = start(process=patient)
        work(run)

        work(run)

        assert len(peer.requests) == 1

    def test_keeps_its_key_and_counts_its_attempts(self, start, work, peer, patient):
        peer.answers = [answered(503), unanswered("late", "timeout"), answered(200)]
        run = start(process=patient)
        for _attempt in range(3):
            StepRun.objects.update(wake_at=None)
            work(run)

        assert run.status == Status.SUCCEEDED
        sent = [dict(request.headers) for request in peer.requests]
        assert len({headers["Idempotency-Key"] for headers in sent}) == 1
        assert [headers["X-Attempt"] for headers in sent] == ["1", "2", "3"]
        assert Attempt.objects.count() == 3
        assert run.error == ""

    def test_fails_when_all_are_used_up(self, start, work, peer, patient):
        peer.answers = [answered(503)] * 3
        run = start(process=patient)
        for _attempt in range(3):
            StepRun.objects.update(wake_at=None)
            work(run)

        assert run.status == Status.FAILED
        assert "503" in run.error

    def test_is_woken_by_the_sweep(self, start, work, peer, patient, hints):
        from runs import sweep

        peer.answers = [answered(503)]
        run = start(process=patient)
        work(run)
        hints.clear()

        sweep.sweep(run.wake_at - dt.timedelta(seconds=1))
        assert hints == []
        sweep.sweep(run.wake_at)
        assert hints == [run.pk]
