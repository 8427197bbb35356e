"""The clock: strikes what is due and sweeps what lies about.

Any number of processes may call `tick` at once: each due schedule is locked by one
of them, and its next instant is moved on in the transaction that writes the ledger.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.db import DatabaseError, transaction

from runs import sql, sweep
from schedules import drift, pulse, striking
from schedules.choices import Kind
from schedules.models import Schedule

logger = logging.getLogger(__name__)

# Schedules struck in one transaction; above 500 nothing is gained (docs/performance).
BATCH = 500
# A tick ends after so many, so that the sweeps get their turn in a flood.
MOST_BATCHES = 40
# What striking does not look at; a third of the columns.
UNREAD = (
    "name",
    "error",
    "next_fire_at",
    "periodic_task",
    "archived_at",
    "created_at",
    "updated_at",
    "process__number",
    "process__name",
    "process__description",
    "process__created_at",
    "process__updated_at",
)

_drift, _heart = drift.Sweeper(), pulse.Heart()


def tick(now: dt.datetime | None = None) -> int:
    """Strike everything due and sweep; returns the number of schedules struck."""
    now = now or sql.database_now()
    struck = strike(now)
    sweep.sweep(now)
    _drift.sweep(now)
    _heart.beat(now)
    return struck


def next_due_at() -> dt.datetime | None:
    """When the next schedule is due: one look at an index, whatever their number."""
    return sql.earliest(Schedule, "next_fire_at")


def strike(now: dt.datetime) -> int:
    """Fire every schedule that is due; returns how many there were."""
    total = 0
    for _batch in range(MOST_BATCHES):
        due_at = next_due_at()
        if due_at is None or due_at > now:
            break
        struck = _strike_batch(now)
        total += struck
        if struck < BATCH:
            break
    return total


def _strike_batch(now: dt.datetime) -> int:
    try:
        with transaction.atomic():
            due = _due(now)
            striking.strike(due, now=now)
    except DatabaseError:
        # One row spoils the statement for all: find it, one by one.
        logger.exception("A batch could not be struck together")
        return _strike_singly(now)
    _drift.struck(schedule.pk for schedule in due if schedule.kind != Kind.INTERVAL)
    return len(due)


def _due(now: dt.datetime) -> Sequence[Schedule]:
    due = Schedule.objects.filter(next_fire_at__lte=now).order_by("next_fire_at")
    due = due.select_related("process").defer(*UNREAD)
    return list(sql.locked(due, skip=True)[:BATCH])


def _strike_singly(now: dt.datetime) -> int:
    due = Schedule.objects.filter(next_fire_at__lte=now).order_by("next_fire_at")
    ids = list(due.values_list("pk", flat=True)[:BATCH])
    for schedule_id in ids:
        try:
            with transaction.atomic():
                one = Schedule.objects.filter(pk=schedule_id, next_fire_at__lte=now)
                rows = sql.locked(one.select_related("process"), skip=True)
                striking.strike(list(rows), now=now)
        except sql.TRANSIENT:
            # Not the row's fault: it stays due, and the next tick looks again.
            logger.exception("Schedule %s could not be struck", schedule_id)
        except DatabaseError as error:
            striking.disable(schedule_id, reason=str(error))
    return len(ids)
