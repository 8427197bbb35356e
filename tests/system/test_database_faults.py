"""PostgreSQL is restarted as after a crash, or answers nothing, while runs are under
way."""

from __future__ import annotations

import pytest

from runs.choices import Status
from runs.models import ProcessRun
from tests.system.stack import STOCK_BEAT

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(90),
]

AWAY_S = 3


def restarted(machine):
    machine.restart_postgres(away_s=AWAY_S, meanwhile=machine.recorder.let_go)


def frozen(machine):
    machine.freeze_postgres(for_s=AWAY_S, meanwhile=machine.recorder.let_go)


def assert_survived_in_mid_call(machine, calling, fault, path):
    """What ended while it was away is written when it is back."""
    held = [machine.start(calling(method, path)) for method in ("GET", "POST")]
    came = machine.recorder.came
    machine.until(lambda: len(came(path)) == 2, what="calls", within_s=20)

    fault(machine)

    still_open = ProcessRun.objects.filter(
        pk__in=[run.pk for run in held], finished_at=None
    )
    machine.until(lambda: not still_open.exists(), what="the record", within_s=15)
    for run in held:
        run.refresh_from_db()
        assert run.status == Status.SUCCEEDED
        assert run.step_runs.get().attempts_made == 1


def test_postgres_goes_away_in_mid_call(machine, calling, each_second):
    worker, beat = machine.worker(), machine.beat()
    old = each_second(calling("GET", "/old"))
    machine.assert_fires(old)
    for fault, path in ((restarted, "/hold/1"), (frozen, "/hold/2")):
        assert_survived_in_mid_call(machine, calling, fault, path)
        machine.assert_fires(old)
    machine.assert_fires(each_second(calling("POST", "/new")))
    assert (worker.poll(), beat.poll()) == (None, None)

    # Under the stock beat it is the worker that strikes.
    beat.terminate()
    stock = machine.beat(scheduler=STOCK_BEAT)
    assert beat.wait(10) == 0
    machine.assert_fires(old)
    assert_survived_in_mid_call(machine, calling, restarted, "/hold/3")
    machine.assert_fires(old)
    assert (worker.poll(), stock.poll()) == (None, None)
    machine.assert_promises_kept()
