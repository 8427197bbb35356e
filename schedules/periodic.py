"""django-celery-beat's tables: each schedule has a row there that tells the truth
about it (D1). This is the one module that writes them.

The rows are a view, written from the schedule and never read back, in ways that do
not move django-celery-beat's change marker: its scheduler would reload everything.
Whoever fires such a row only causes a tick, which is harmless at any time.
"""

from __future__ import annotations

import json
from typing import Any

from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
)

from schedules import timing
from schedules.choices import Kind
from schedules.models import Schedule
from schedules.notations import unix

CLOCK_TASK = "schedules.tick"
# The row by which the stock scheduler drives our clock.
CLOCK_NAME = "steeple.clock"
CLOCK_EXPIRES_S = 5
DESCRIPTION = "A view of a schedule of Steeple. Edit the schedule instead."


def install_clock_task() -> None:
    """Make the row `steeple.clock`, unless it is there."""
    if PeriodicTask.objects.filter(name=CLOCK_NAME).exists():
        return
    PeriodicTask.objects.create(
        name=CLOCK_NAME,
        task=CLOCK_TASK,
        interval=_interval(1),
        expire_seconds=CLOCK_EXPIRES_S,
        description="Steeple's clock, for the stock DatabaseScheduler.",
    )


def reflect(schedule: Schedule) -> None:
    """Write the schedule's row as the schedule now is; within its transaction."""
    columns = _timing(schedule) | {
        "name": name_of(schedule),
        "task": CLOCK_TASK,
        "kwargs": json.dumps({"schedule": str(schedule.guid)}),
        "enabled": is_shown_enabled(schedule),
        "description": DESCRIPTION,
    }
    if schedule.periodic_task_id:
        PeriodicTask.objects.filter(pk=schedule.periodic_task_id).update(**columns)
        return
    [row] = PeriodicTask.objects.bulk_create([PeriodicTask(**columns)])
    schedule.periodic_task = row
    schedule.save(update_fields=["periodic_task"])


def remove(schedule: Schedule) -> None:
    row_id, schedule.periodic_task = schedule.periodic_task_id, None
    schedule.save(update_fields=["periodic_task"])
    rows = PeriodicTask.objects.filter(pk=row_id)
    # Without signals, which would move the change marker.
    rows._raw_delete(rows.db)  # noqa: SLF001


def is_shown_enabled(schedule: Schedule) -> bool:
    return schedule.next_fire_at is not None and schedule.paused_at is None


def name_of(schedule: Schedule) -> str:
    return f"{schedule.process.name[:150]} · {schedule.guid}"


def _timing(schedule: Schedule) -> dict[str, Any]:
    """The one way of saying when that means exactly this; else the next instant."""
    interval = crontab = clocked = None
    if schedule.kind == Kind.INTERVAL:
        interval = _interval(int(schedule.expression))
    else:
        crontab = _crontab(schedule)
        clocked = None if crontab else _clocked(schedule)
    return {
        "interval": interval,
        "crontab": crontab,
        "clocked": clocked,
        "one_off": clocked is not None,
        "start_time": schedule.starts_at,
    }


def _interval(seconds: int) -> IntervalSchedule:
    minutes, rest = divmod(seconds, 60)
    every, period = (
        (seconds, IntervalSchedule.SECONDS)
        if rest
        else (minutes, IntervalSchedule.MINUTES)
    )
    known = IntervalSchedule.objects.filter(every=every, period=period).first()
    if known:
        return known
    [made] = IntervalSchedule.objects.bulk_create(
        [IntervalSchedule(every=every, period=period)]
    )
    return made


def _crontab(schedule: Schedule) -> CrontabSchedule | None:
    """Celery's crontab of the same meaning, if there is one."""
    if schedule.kind != Kind.CRON:
        return None
    fields = unix.celery_fields(timing.rule(schedule.kind, schedule.expression))
    if fields is None:
        return None
    columns = {**fields, "timezone": schedule.time_zone}
    known = CrontabSchedule.objects.filter(**columns).first()
    if known:
        return known
    [made] = CrontabSchedule.objects.bulk_create([CrontabSchedule(**columns)])
    return made


def _clocked(schedule: Schedule) -> ClockedSchedule:
    when = schedule.next_fire_at or schedule.decided_until
    [made] = ClockedSchedule.objects.bulk_create([ClockedSchedule(clocked_time=when)])
    return made
