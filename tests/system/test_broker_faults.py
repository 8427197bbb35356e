"""Redis comes back empty, answers nothing, brings messages twice, or brings rubbish."""

from __future__ import annotations

import os
from typing import Any

import pytest

from runs.choices import Status
from runs.dispatch import ADVANCE
from runs.models import Attempt, ProcessRun
from tests.system.machine import pass_by

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(180),
]

# Longer by hand, as Airflow's issue 26542 has it: BLACK_HOLE_S=120.
BLACK_HOLE_S = float(os.environ.get("BLACK_HOLE_S", "7"))
# Messages that are none: tasks that there are not, wrong arguments, a way of writing
# that could bring code. (Bytes that no Celery has written end the worker's process,
# which the supervisor starts again.)
RUBBISH: list[tuple[str, dict[str, Any]]] = [
    ("runs.retreat", {"args": [[1]]}),
    (ADVANCE, {"args": []}),
    (ADVANCE, {"args": [[1]], "kwargs": {"faster": True}}),
    (ADVANCE, {"args": [{"id": 1}]}),
    (ADVANCE, {"args": [["orders", None, 10**30, -1, [2], 4_711_000]]}),
    (ADVANCE, {"args": [[1]], "serializer": "pickle"}),
]


def test_redis_fails_in_every_way(machine, calling, each_second):
    processes = [machine.worker(), machine.beat()]
    old = each_second(calling("GET", "/old"))
    machine.assert_fires(old)
    for fault in (rubbish, empty, black_hole):
        fault(machine, calling)

        machine.assert_fires(old, within_s=60)
        machine.assert_fires(each_second(calling("POST", f"/after-{fault.__name__}")))
        assert [process.poll() for process in processes] == [None, None]
    machine.assert_promises_kept()


def rubbish(machine, calling):
    """It brings a message five times, and what is none."""
    run = machine.start(calling("POST", "/slow/1"))
    for _time in range(5):
        machine.send(ADVANCE, args=[[run.pk]])
    for name, message in RUBBISH:
        machine.send(name, **message)
    machine.until(
        lambda: ProcessRun.objects.get(pk=run.pk).status == Status.SUCCEEDED,
        what="the run has succeeded",
        within_s=20,
    )
    assert Attempt.objects.filter(step_run__run=run).count() == 1


def empty(machine, _calling):
    """It comes back, twice, and knows of nothing."""
    for _cycle in range(2):
        before = ProcessRun.objects.count()
        machine.valkey.restart_empty()
        machine.until(
            lambda before=before: ProcessRun.objects.count() > before + 1,
            what="the clock strikes on",
            within_s=20,
        )


def black_hole(machine, _calling):
    """It takes connections and answers nothing; firings become rows all the same."""
    before = ProcessRun.objects.count()
    machine.valkey.freeze()
    pass_by(BLACK_HOLE_S)
    machine.until(
        lambda: ProcessRun.objects.count() > before + BLACK_HOLE_S / 2,
        what="the clock strikes without a broker",
        within_s=20,
    )
    machine.valkey.thaw()
