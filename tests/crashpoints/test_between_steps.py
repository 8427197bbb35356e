"""A worker dies between the steps of a plan, and between the attempts at one."""

from __future__ import annotations

import pytest

import runs.actions
from runs.choices import Status
from runs.models import ProcessRun
from tests.crashpoints.world import Crash

BEFORE, AFTER = False, True


def step(key, method, **rest):
    request = {"method": method, "url": "http://api.example/", "headers": {}}
    return {"key": key, "request": request | {"body": {}, "internal": False}, **rest}


@pytest.fixture
def two_steps(job):
    def two_steps(method):
        plan = {"steps": [step("one", method), step("two", method, needs=["one"])]}
        runs.actions.publish(job, definition={}, plan=plan)
        return job

    return two_steps


@pytest.fixture
def dies(world):
    def dies(point, *, after, visit):
        world.die_at(point, after=after, visit=visit)
        with pytest.raises(Crash):
            world.work()

    return dies


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("point", "after", "visit", "is_lost"),
    [
        ("runs.recording.record", AFTER, 1, False),
        ("runs.claims.claim", BEFORE, 2, False),
        ("runs.wallet.opened", AFTER, 2, False),
        ("runs.claims.claim", AFTER, 2, True),
        ("runs.steps.http.execute", AFTER, 2, True),
        ("runs.recording.record", BEFORE, 2, True),
        # Once in each claim and once in each record.
        ("runs.settling._steps", AFTER, 4, True),
        ("runs.recording.record", AFTER, 2, False),
    ],
)
def test_the_second_step_is_made_in_the_end_or_lost(
    world, two_steps, dies, method, point, after, visit, is_lost
):
    world.start(two_steps(method))
    dies(point, after=after, visit=visit)

    world.live_on()

    run = ProcessRun.objects.get()
    lost = is_lost and method == "POST"
    assert run.status == (Status.LOST if lost else Status.SUCCEEDED)
    assert [step_run.key for step_run in run.step_runs.order_by("pk")] == ["one", "two"]
    world.assert_promises_kept()


@pytest.mark.parametrize(
    ("point", "after", "attempts"),
    [
        ("runs.recording.record", AFTER, 2),
        ("runs.advance.Advancer._let_go", BEFORE, 2),
        # The lost lease costs an attempt of its own.
        ("runs.recording.record", BEFORE, 2),
    ],
)
def test_a_retry_survives_the_worker(world, make_job, dies, point, after, attempts):
    job = make_job(method="GET", attempts=3, retry_delay_s=60)
    world.answers = [503]
    world.start(job)
    dies(point, after=after, visit=1)

    world.live_on()

    assert ProcessRun.objects.get().status == Status.SUCCEEDED
    assert len(world.requests) == attempts
    world.assert_promises_kept()


def test_a_retry_of_what_must_not_be_repeated_is_the_users_own_word(world, make_job):
    world.answers = [503, 503]
    world.start(make_job(method="POST", attempts=3, retry_delay_s=5))
    world.work()

    world.live_on()

    assert [request.number for request in world.requests] == [1, 2, 3]
    assert len({request.key for request in world.requests}) == 1
    world.assert_promises_kept()
