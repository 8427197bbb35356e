"""Beat with our clock in it: `celery -A scheduler_project beat`."""

from __future__ import annotations

import gc
import logging
import time
from typing import Any

from celery.signals import beat_init
from django.db import Error, close_old_connections
from django.db.models import QuerySet
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from schedules import clock
from schedules.periodic import CLOCK_TASK

logger = logging.getLogger(__name__)

# The longest sleep: an edit takes effect within it.
PEEK_EVERY_S = 0.25
# How often the sweeps run, and how often foreign rows are looked at.
SWEEP_EVERY_S = 1.0
# While another beat strikes what is due: asking at once again would only slow it down.
HELD_S = 0.01


@beat_init.connect
def _keep_what_was_imported(**_signal: object) -> None:
    """Looking for garbage in it again and again makes firings late (by 0.1 s)."""
    gc.freeze()


class SteepleScheduler(DatabaseScheduler):  # type: ignore[misc]
    """Fires Steeple's schedules from the due index, and foreign rows as ever.

    Steeple's rows are left out of what the inherited scheduler loads, so its cost
    depends on the foreign rows alone.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._populated: object = None
        self._foreign_at = self._tick_at = 0.0
        super().__init__(*args, **kwargs)

    def enabled_models_qs(self) -> QuerySet[PeriodicTask]:
        rows: QuerySet[PeriodicTask] = super().enabled_models_qs()
        return rows.exclude(task=CLOCK_TASK)

    def schedules_equal(self, old: object, new: object) -> bool:
        """Whether the heap was made from this very dict.

        The inherited comparison walks all entries at every tick; a reload makes a
        new dict, and nothing else calls for a new heap.
        """
        same = new is self._populated
        self._populated = new
        return same

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """One round; returns how many seconds to sleep."""
        started = time.monotonic()
        try:
            if started >= self._foreign_at:
                foreign = super().tick(*args, **kwargs)
                self._foreign_at = started + min(foreign, SWEEP_EVERY_S)
            return min(self._own_tick(started), self._foreign_at - started)
        except Error:
            # The database is away; the clock goes on when it is back.
            logger.exception("The clock could not look at the database")
            close_old_connections()
            return SWEEP_EVERY_S

    def _own_tick(self, started: float) -> float:
        due_at, now, held = clock.next_due_at(), timezone.now(), False
        if started >= self._tick_at or (due_at and due_at <= now):
            held = clock.tick() == 0
            self._tick_at = started + SWEEP_EVERY_S
            due_at = clock.next_due_at()
        if due_at is None:
            return PEEK_EVERY_S
        wait = (due_at - timezone.now()).total_seconds()
        return max(HELD_S if held else 0.0, min(PEEK_EVERY_S, wait))
