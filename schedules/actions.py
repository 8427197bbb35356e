"""Every write of this app, one function per use case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from runs import sql
from runs.models import Process
from schedules import periodic, planning
from schedules.models import Schedule


def create(
    process: Process, values: Mapping[str, Any], *, now: dt.datetime
) -> Schedule:
    """A schedule of these field values; raises NotationError before it writes."""
    schedule = Schedule(process=process, anchor_at=now)
    return _save(schedule, values, now=now)


def change(
    schedule: Schedule, values: Mapping[str, Any], *, now: dt.datetime
) -> Schedule:
    """Take over these field values; the past is never fired by an edit."""
    with transaction.atomic():
        locked = sql.locked(Schedule.objects.filter(pk=schedule.pk)).get()
        if locked.kind != values.get("kind", locked.kind) or locked.expression != (
            values.get("expression", locked.expression)
        ):
            locked.anchor_at = now
        return _save(locked, values, now=now)


def rename_tasks(process: Process) -> None:
    """Show the process's new name in the rows of its schedules."""
    for schedule in Schedule.objects.living().filter(process=process):
        periodic.reflect(schedule)


def delete(schedule: Schedule, *, now: dt.datetime) -> None:
    """End it; what it fired stays in the ledger."""
    with transaction.atomic():
        Schedule.objects.filter(pk=schedule.pk, archived_at=None).update(
            archived_at=now, enabled=False, next_fire_at=None
        )
        schedule.refresh_from_db()
        periodic.remove(schedule)


def delete_all(process: Process, *, now: dt.datetime) -> None:
    for schedule in Schedule.objects.living().filter(process=process):
        delete(schedule, now=now)


def _save(
    schedule: Schedule, values: Mapping[str, Any], *, now: dt.datetime
) -> Schedule:
    for name, value in values.items():
        setattr(schedule, name, value)
    schedule.error = ""
    schedule.next_fire_at = _next(schedule, now=now)
    with transaction.atomic():
        schedule.save()
        periodic.reflect(schedule)
    return schedule


def _next(schedule: Schedule, *, now: dt.datetime) -> dt.datetime | None:
    recurrence = schedule.recurrence()
    if not schedule.enabled or _is_used_up(schedule):
        return None
    window = planning.Window(starts_at=schedule.starts_at, ends_at=schedule.ends_at)
    # After what the ledger has, too: the clock may have been set back.
    after = max(now, schedule.last_due_at or now)
    return planning.next_at(recurrence, after=after, window=window)


def _is_used_up(schedule: Schedule) -> bool:
    most = schedule.most_firings
    return most is not None and schedule.fired_count >= most
