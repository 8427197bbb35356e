from __future__ import annotations

from celery import shared_task

from schedules import clock
from schedules.periodic import CLOCK_TASK


@shared_task(name=CLOCK_TASK)
def tick(schedule: str = "") -> None:
    """One tick, for whoever sends it; `schedule` only says on whose behalf."""
    clock.tick()
