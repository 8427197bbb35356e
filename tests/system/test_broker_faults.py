"""Redis comes back empty, answers nothing, brings messages twice, or brings rubbish."""

from __future__ import annotations

import os

import pytest

from runs.choices import Status
from runs.models import Attempt, ProcessRun
from tests.system.waiting import pause

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(180),
]

# Longer by hand, as Airflow's issue 26542 has it: BLACK_HOLE_S=120.
BLACK_HOLE_S = float(os.environ.get("BLACK_HOLE_S", "7"))
QUEUE = "celery"
RUBBISH = [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b'{"body": "e30="}']


@pytest.fixture
def old(machine, calling, each_second):
    machine.worker()
    machine.beat()
    old = each_second(calling("GET", "/old"))
    machine.assert_fires(old)
    return old


def assert_alive(machine):
    assert [process.poll() for process in machine.processes] == [None, None]


def test_redis_comes_back_empty(machine, calling, each_second, old):
    for _cycle in range(2):
        machine.valkey.restart_empty()
        machine.assert_fires(old)
    machine.assert_fires(each_second(calling("POST", "/new")))

    assert_alive(machine)
    machine.assert_promises_kept()


def test_redis_answers_nothing_for_a_while(machine, calling, each_second, old):
    due = ProcessRun.objects.count()
    machine.valkey.freeze()
    pause(BLACK_HOLE_S)
    # Firings become rows all the same.
    machine.until(
        lambda: ProcessRun.objects.count() > due + BLACK_HOLE_S / 2,
        what="the clock strikes without a broker",
        within_s=20,
    )
    machine.valkey.thaw()

    machine.assert_fires(old, within_s=60)
    machine.assert_fires(each_second(calling("POST", "/new")))
    assert_alive(machine)
    machine.assert_promises_kept()


def test_messages_come_often_and_wrong(machine, calling, each_second, old):
    run = machine.start(calling("POST", "/slow/1"))
    for run_ids in ([run.pk] * 2, [run.pk], [4_711_000], ["x", None, 10**30], "xyz"):
        machine.hint(run_ids)
    with machine.valkey.client() as client:
        client.rpush(QUEUE, *RUBBISH)

    machine.until(
        lambda: ProcessRun.objects.get(pk=run.pk).status == Status.SUCCEEDED,
        what="the run has succeeded",
        within_s=20,
    )
    assert Attempt.objects.filter(step_run__run=run).count() == 1
    machine.assert_fires(old)
    machine.assert_fires(each_second(calling("POST", "/new")))
    assert_alive(machine)
    machine.assert_promises_kept()
