"""Mending django-celery-beat's rows where they no longer say what the schedules say.

Others may edit, disable or delete the rows, and a clocked row is true only until it
has fired. The sweep looks at what was struck, and at a few schedules in turn, so its
cost does not depend on their number; the command looks at all.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from runs import sql
from schedules import periodic
from schedules.exceptions import SchedulesError
from schedules.models import Schedule

logger = logging.getLogger(__name__)

EVERY = dt.timedelta(minutes=1)
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What was found and mended."""

    mended: int
    orphans: int = 0


class Sweeper:
    """One process's share: what it struck since the last sweep, and a turn of all."""

    def __init__(self) -> None:
        self._struck: set[int] = set()
        self._turn = 0
        self._last: dt.datetime | None = None

    def struck(self, schedule_ids: Iterable[int]) -> None:
        self._struck.update(schedule_ids)

    def sweep(self, now: dt.datetime) -> None:
        """Once a minute at most: cheap, and bounded."""
        if self._last is not None and abs(now - self._last) < EVERY:
            return
        self._last = now
        struck = sorted(self._struck)[:BATCH]
        self._struck.difference_update(struck)
        mend([*struck, *self._next_in_turn()])

    def _next_in_turn(self) -> list[int]:
        living = Schedule.objects.living().order_by("pk")
        ids = list(
            living.filter(pk__gt=self._turn).values_list("pk", flat=True)[:BATCH]
        )
        self._turn = ids[-1] if len(ids) == BATCH else 0
        return ids


def mend(schedule_ids: Sequence[int]) -> int:
    """Rewrite the rows of these schedules that are untrue; returns how many."""
    untrue = [schedule.pk for schedule in _read(schedule_ids) if not _is_true(schedule)]
    if untrue:
        with transaction.atomic():
            rows = Schedule.objects.living().filter(pk__in=untrue).order_by("pk")
            periodic.reflect(list(sql.locked(rows.select_related("process"))))
        logger.info("%d rows of django-celery-beat were mended", len(untrue))
    return len(untrue)


def reconcile() -> Drift:
    """Look at every schedule and at every row of ours."""
    ids = list(Schedule.objects.living().order_by("pk").values_list("pk", flat=True))
    batches = (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
    return Drift(
        mended=sum(mend(batch) for batch in batches),
        orphans=periodic.remove_orphans(),
    )


def _read(schedule_ids: Sequence[int]) -> Iterable[Schedule]:
    return Schedule.objects.filter(
        pk__in=schedule_ids, archived_at=None
    ).select_related(
        "process",
        "periodic_task__interval",
        "periodic_task__crontab",
        "periodic_task__clocked",
    )


def _is_true(schedule: Schedule) -> bool:
    try:
        schedule.recurrence()
    except (SchedulesError, ValueError):
        # Its text cannot be read; the clock has disabled it, or will.
        return True
    return periodic.is_true(schedule)
