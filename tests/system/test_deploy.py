"""A new version is rolled out: the old processes are told to stop, in mid-call."""

from __future__ import annotations

import os
import signal

import pytest

from runs.choices import Status
from runs.models import Attempt, ProcessRun

# Longer by hand: DEPLOYS=10.
DEPLOYS = int(os.environ.get("DEPLOYS", "3"))

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(180),
]


def test_a_warm_stop_ends_the_calls_under_way_and_loses_nothing(
    machine, calling, each_second
):
    recorder = machine.recorder
    worker, beat = machine.worker(), machine.beat()
    schedules = [each_second(calling(method, "/busy")) for method in ("GET", "POST")]
    machine.assert_fires(schedules[0])
    held = machine.start(calling("POST", "/hold"))
    machine.until(lambda: recorder.came("/hold"), what="a call", within_s=20)

    worker.send_signal(signal.SIGTERM)
    beat.send_signal(signal.SIGTERM)
    new_worker, new_beat = machine.worker(), machine.beat()
    machine.assert_fires(schedules[0])
    # It waits for its last call, and has taken nothing more.
    assert worker.poll() is None
    recorder.let_go()

    assert (worker.wait(15), beat.wait(5)) == (0, 0)
    held.refresh_from_db()
    assert held.status == Status.SUCCEEDED
    assert len(recorder.came("/hold")) == 1
    machine.assert_fires(each_second(calling("POST", "/new")))
    machine.assert_promises_kept()
    assert not ProcessRun.objects.filter(status=Status.LOST).exists()
    assert not Attempt.objects.filter(reason="lost").exists()
    assert (new_worker.poll(), new_beat.poll()) == (None, None)


def test_many_deploys_in_a_row_lose_nothing(machine, calling, each_second):
    machine.beat()
    worker = machine.worker()
    schedule = each_second(calling("POST", "/slow/0.5"), overlap="queue_all")
    each_second(calling("GET", "/slow/0.7"))
    machine.assert_fires(schedule)

    for _deploy in range(DEPLOYS):
        old, worker = worker, machine.worker()
        old.send_signal(signal.SIGTERM)
        # The new one has taken over: the old one begins nothing more.
        machine.assert_fires(schedule)
        assert old.wait(15) == 0

    machine.assert_promises_kept()
    assert not ProcessRun.objects.filter(status=Status.LOST).exists()
    assert not Attempt.objects.filter(reason="lost").exists()
