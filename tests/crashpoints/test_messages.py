"""A message is a hint: failing, lost, doubled, late or wrong, it costs time only."""

from __future__ import annotations

import kombu.exceptions
import pytest
import redis.exceptions

from runs.choices import Status
from runs.models import ProcessRun, StepRun

FAULTS = {
    "refuses": redis.exceptions.ConnectionError("Error 111 connecting"),
    "hangs until the timeout": redis.exceptions.TimeoutError("Timeout reading"),
    "hangs in the system": TimeoutError("timed out"),
    "is full": redis.exceptions.ResponseError("OOM command not allowed"),
    "is loading its file": redis.exceptions.BusyLoadingError("LOADING"),
    "came back empty": kombu.exceptions.InconsistencyError("no queue bound"),
    "keeps all connections busy": kombu.exceptions.LimitExceeded(10),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broker_that(world, job, fault):
    def fail(_message):
        raise FAULTS[fault]

    good, world.broker.on_publish = world.broker.on_publish, fail

    world.start(job)
    world.pass_time(11)
    world.tick()

    assert ProcessRun.objects.get().status == Status.WAITING
    world.broker.on_publish = good
    world.live_on()
    assert ProcessRun.objects.get().status == Status.SUCCEEDED
    assert len(world.requests) == 1
    world.assert_promises_kept()


def test_what_nobody_has_thought_of_fails_no_commit(world, job):
    def fail(_message):
        raise ZeroDivisionError

    world.broker.on_publish = fail
    world.start(job)

    world.broker.on_publish = world.broker.messages.append
    world.live_on()
    assert ProcessRun.objects.get().status == Status.SUCCEEDED


def test_a_broker_that_fails_costs_the_sweep_of_leases_nothing(world, make_job):
    world.start(make_job(method="GET"))
    world.broker.messages *= 2

    def fail(_message):
        raise redis.exceptions.ConnectionError

    world.broker.on_publish = fail
    world.pass_time(16)
    world.tick()
    world.work()

    assert ProcessRun.objects.get().status == Status.SUCCEEDED


def test_a_message_that_comes_five_times_is_one_run(world, job):
    world.start(job)
    world.broker.messages *= 5

    world.work()

    assert len(world.requests) == 1
    world.assert_promises_kept()


def test_a_message_that_comes_in_mid_call_changes_nothing(world, job, during):
    world.start(job)
    [message] = world.broker.messages

    def deliver_again():
        world.broker.messages.append(message)
        world.work()

    during(deliver_again)
    world.work()

    assert len(world.requests) == 1
    assert StepRun.objects.get().attempts_made == 1
    world.assert_promises_kept()


def test_a_message_that_comes_after_the_end_changes_nothing(world, job):
    world.start(job)
    late = list(world.broker.messages)
    world.work()
    before = ProcessRun.objects.values().get()

    world.pass_time(7200)
    world.broker.messages += late
    world.work()

    assert ProcessRun.objects.values().get() == before
    assert len(world.requests) == 1


def test_messages_out_of_order_keep_the_order_of_a_lane(world, make_job):
    job = make_job(unique=True)
    for _n in range(3):
        world.start(job)
    world.broker.messages.reverse()

    world.work()
    world.live_on()

    started = ProcessRun.objects.order_by("pk").values_list("started_at", flat=True)
    assert list(started) == sorted(filter(None, started))
    world.assert_promises_kept()


def test_an_unknown_run_in_a_message_is_nothing_to_the_others(world, job):
    world.start(job)
    world.broker.messages[0].append(4_711_000)

    world.work()

    assert ProcessRun.objects.get().status == Status.SUCCEEDED
