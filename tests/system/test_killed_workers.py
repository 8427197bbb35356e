"""kill -9 of a worker before, during and after its calls, and one that sleeps past its
lease: what may be repeated is, under the same key; of the rest we say what we know."""

from __future__ import annotations

import signal

import pytest

from runs.choices import Status
from runs.models import Attempt, ProcessRun
from runs.sweep import WORKER_DIED

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(90),
]

METHODS = ("GET", "POST")
# Where the worker is killed, and how often the target hears of a GET, and of a POST.
KILLED = {"/park-before": (1, 0), "/hold": (2, 1), "/park-after": (2, 1)}
FROZEN = "/park-after/frozen"
# A lease, a sweep, and what a busy machine adds.
SWEPT_UP_S = 25


def ended(runs):
    return not ProcessRun.objects.filter(
        pk__in=[run.pk for run in runs], finished_at=None
    ).exists()


def assert_ended_well(method, run):
    run.refresh_from_db()
    if method == "GET":
        assert run.status == Status.SUCCEEDED
    else:
        assert (run.status, run.error) == (Status.LOST, WORKER_DIED)


def test_workers_that_are_killed_and_one_that_sleeps(machine, calling, each_second):
    recorder = machine.recorder
    machine.beat()
    old = each_second(calling("GET", "/old"))

    doomed = machine.parked_worker("doomed")
    killed = {
        (method, path): machine.start(calling(method, path))
        for path in KILLED
        for method in METHODS
    }
    machine.until(
        lambda: doomed.calls == 4 and len(recorder.came("/hold")) == 2,
        what="each call stands where it is to be killed",
        within_s=20,
    )
    doomed.process.kill()
    recorder.let_go()

    sleeper = machine.parked_worker("sleeper")
    slept = {method: machine.start(calling(method, FROZEN)) for method in METHODS}
    machine.until(lambda: sleeper.calls == 2, what="two answers", within_s=20)
    sleeper.process.send_signal(signal.SIGSTOP)
    machine.worker()

    machine.until(
        lambda: ended([*killed.values(), *slept.values()]),
        what="every run is swept up",
        within_s=SWEPT_UP_S,
    )
    before = {run.pk: run for run in ProcessRun.objects.exclude(finished_at=None)}
    sleeper.process.send_signal(signal.SIGCONT)
    sleeper.release()
    late = Attempt.objects.filter(step_run__run__in=slept.values(), number=1)
    machine.until(
        lambda: set(late.values_list("response_status", flat=True)) == {200},
        what="the late answers are kept",
        within_s=10,
    )

    for (method, path), run in killed.items():
        assert_ended_well(method, run)
        assert len(recorder.came(path)) == sum(KILLED[path])
    for method, run in slept.items():
        assert_ended_well(method, run)
        assert run.finished_at == before[run.pk].finished_at
    machine.assert_fires(old)
    machine.assert_fires(each_second(calling("POST", "/new")))
    machine.assert_promises_kept()
