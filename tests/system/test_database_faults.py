"""PostgreSQL is restarted, as after a crash, while runs are under way."""

from __future__ import annotations

import pytest

from runs.choices import Status
from runs.models import ProcessRun
from tests.system.stack import STOCK_BEAT
from tests.system.waiting import pause

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(90),
]

AWAY_S = 4


@pytest.mark.parametrize("scheduler", ["", STOCK_BEAT], ids=["ours", "stock"])
def test_postgres_is_restarted_in_mid_call(machine, calling, each_second, scheduler):
    recorder = machine.recorder
    machine.worker()
    machine.beat(scheduler=scheduler)
    old = each_second(calling("GET", "/old"))
    machine.assert_fires(old, within_s=30)
    held = [machine.start(calling(method, "/hold")) for method in ("GET", "POST")]
    machine.until(lambda: len(recorder.came("/hold")) == 2, what="two calls", within_s=20)

    machine.postgres.kill()
    recorder.let_go()
    pause(AWAY_S)
    machine.postgres.start()

    machine.reconnect()
    machine.until(
        lambda: not ProcessRun.objects.filter(
            pk__in=[run.pk for run in held], finished_at=None
        ).exists(),
        what="what had ended meanwhile is written",
        within_s=15,
    )
    for run in held:
        run.refresh_from_db()
        assert run.status == Status.SUCCEEDED
        assert run.step_runs.get().attempts_made == 1
    machine.assert_fires(old)
    machine.assert_fires(each_second(calling("POST", "/new")))
    assert [process.poll() for process in machine.processes] == [None, None]
    machine.assert_promises_kept()
