"""Between the end of a lease and its sweep: who comes first keeps the step."""

from __future__ import annotations

import pytest

from runs import sweep
from runs.choices import Status
from runs.leases import LEASE
from runs.models import Attempt, ProcessRun, StepRun


@pytest.fixture
def meanwhile(world, monkeypatch):
    """What happens between the sweep's look at a lease and its word."""

    def meanwhile(happens):
        verdict = sweep._verdict

        def late(*args, **rest):
            happens()
            return verdict(*args, **rest)

        monkeypatch.setattr("runs.sweep._verdict", late)

    return meanwhile


@pytest.fixture
def past_the_lease(world):
    def past_the_lease():
        world.pass_time(16)
        world.tick()

    return past_the_lease


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_lease_that_was_renewed_in_time_is_left_alone(
    world, make_job, during, meanwhile, past_the_lease, method
):
    meanwhile(lambda: StepRun.objects.update(lease_until=world.now + LEASE))
    during(past_the_lease)
    world.start(make_job(method=method))
    world.work()

    assert ProcessRun.objects.get().status == Status.SUCCEEDED
    assert len(world.requests) == 1
    world.assert_promises_kept()


@pytest.mark.parametrize(
    ("method", "end", "sent"),
    [("GET", Status.SUCCEEDED, 2), ("POST", Status.LOST, 1)],
)
def test_a_worker_that_slept_past_its_lease_changes_no_state(
    world, make_job, during, past_the_lease, method, end, sent
):
    during(past_the_lease)
    world.start(make_job(method=method))
    world.work()
    world.live_on()

    assert ProcessRun.objects.get().status == end
    assert len(world.requests) == sent
    # What it heard late is kept on its own attempt.
    assert Attempt.objects.earliest("pk").response_status == 200


def test_two_sweeps_at_once_end_a_lease_once(
    world, make_job, during, meanwhile, past_the_lease
):
    others = [world.tick]
    meanwhile(lambda: others.pop()() if others else None)
    during(past_the_lease)
    world.start(make_job(method="GET"))
    world.work()
    world.live_on()

    step_run = StepRun.objects.get()
    assert (step_run.leases_lost, step_run.attempts_made) == (1, 2)
