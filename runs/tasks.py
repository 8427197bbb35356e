from __future__ import annotations

from typing import Any

from celery import shared_task

from runs import dispatch, robots, worker
from runs.work import Carrier


@shared_task(name=dispatch.ADVANCE, bind=True)
def advance_runs(self: Any, run_ids: list[int]) -> None:
    carrier = Carrier(robot_id=robots.own_id(), task_id=self.request.id or "")
    worker.advancer().bring(run_ids, carrier=carrier)
