"""django-celery-beat's tables: each schedule has a row there that tells the truth
about it (D1). This is the one module that writes them.

The rows are a view, written from the schedule and never read back, in ways that do
not move django-celery-beat's change marker: its scheduler would reload everything.
Whoever fires such a row only causes a tick, which is harmless at any time.
"""

from __future__ import annotations

import json
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
)

from runs import sql
from schedules import timing
from schedules.choices import Kind
from schedules.models import Schedule
from schedules.notations import unix

CLOCK_TASK = "schedules.tick"
# The row by which the stock scheduler drives our clock.
CLOCK_NAME = "steeple.clock"
CLOCK_EXPIRES_S = 5
DESCRIPTION = "A view of a schedule of Steeple. Edit the schedule instead."
# Rows per INSERT.
BATCH = 1_000


def install_clock_task() -> None:
    """Make the row `steeple.clock`, unless it is there."""
    if PeriodicTask.objects.filter(name=CLOCK_NAME).exists():
        return
    PeriodicTask.objects.create(
        name=CLOCK_NAME,
        task=CLOCK_TASK,
        interval=_shared(_interval(1)),
        expire_seconds=CLOCK_EXPIRES_S,
        description="Steeple's clock, for the stock DatabaseScheduler.",
    )


def reflect(schedules: Sequence[Schedule]) -> None:
    """Write the schedules' rows as the schedules now are; within their transaction."""
    rowless = [each for each in schedules if each.periodic_task_id is None]
    _rewrite([each for each in schedules if each.periodic_task_id is not None])
    reflect_new(rowless)
    sql.update_rows(
        Schedule,
        [{"id": s.pk, "periodic_task_id": s.periodic_task_id} for s in rowless],
    )


def reflect_new(schedules: Sequence[Schedule]) -> None:
    """Give each of these schedules a row; the caller saves the schedules."""
    rows = PeriodicTask.objects.bulk_create(
        [PeriodicTask(**columns) for columns in _columns(schedules)], BATCH
    )
    for schedule, row in zip(schedules, rows, strict=True):
        schedule.periodic_task = row


def _rewrite(schedules: Sequence[Schedule]) -> None:
    ids = [schedule.periodic_task_id for schedule in schedules]
    rows = PeriodicTask.objects.filter(pk__in=ids).exclude(clocked=None)
    before = list(rows.values_list("clocked", flat=True))
    sql.update_rows(
        PeriodicTask,
        [
            {"id": row_id, **columns}
            for row_id, columns in zip(ids, _columns(schedules), strict=True)
        ],
    )
    _drop_clocked(before)


def is_true(schedule: Schedule) -> bool:
    """Whether the schedule's row says what the schedule says."""
    row = schedule.periodic_task
    if row is None:
        return False
    words = {name: getattr(row, name) for name in _words(schedule)}
    return words == _words(schedule) and _shown_timing(row) == _timing(schedule)


def remove(schedule: Schedule) -> None:
    row_id, schedule.periodic_task = schedule.periodic_task_id, None
    schedule.save(update_fields=["periodic_task"])
    rows = PeriodicTask.objects.filter(pk=row_id)
    clocked = list(rows.exclude(clocked=None).values_list("clocked", flat=True))
    _delete(rows)
    _drop_clocked(clocked)


def remove_orphans() -> int:
    """Delete rows of schedules that are no more; returns how many there were."""
    orphans = PeriodicTask.objects.filter(task=CLOCK_TASK).exclude(name=CLOCK_NAME)
    known = Schedule.objects.filter(periodic_task__isnull=False)
    return _delete(orphans.exclude(pk__in=known.values("periodic_task")))


def _columns(schedules: Sequence[Schedule]) -> Iterator[dict[str, Any]]:
    """The columns of each one's row."""
    wanted = [_timing(schedule) for schedule in schedules]
    rows = _timing_rows(wanted)
    for schedule, timing_of, row in zip(schedules, wanted, rows, strict=True):
        yield _words(schedule) | {
            "interval_id": None,
            "crontab_id": None,
            "clocked_id": None,
            f"{timing_of.column}_id": row.pk,
            "one_off": timing_of.column == "clocked",
            "start_time": schedule.starts_at,
            "description": DESCRIPTION,
        }


def _words(schedule: Schedule) -> dict[str, Any]:
    return {
        "name": f"{schedule.process.name[:150]} · {schedule.guid}",
        "task": CLOCK_TASK,
        "kwargs": json.dumps({"schedule": str(schedule.guid)}),
        "enabled": schedule.next_fire_at is not None and schedule.paused_at is None,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timing:
    """A row of one of django-celery-beat's timing tables, by value."""

    # The foreign key of PeriodicTask that points to it.
    column: str
    values: tuple[tuple[str, Any], ...]


_MODELS: dict[str, Any] = {
    "interval": IntervalSchedule,
    "crontab": CrontabSchedule,
    "clocked": ClockedSchedule,
}
_CRONTAB_FIELDS = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")


def _timing(schedule: Schedule) -> _Timing:
    """The one way of saying when that means exactly this; else the next instant."""
    if schedule.kind == Kind.INTERVAL:
        return _interval(int(schedule.expression))
    return _crontab(schedule) or _Timing(
        column="clocked",
        values=(("clocked_time", schedule.next_fire_at or schedule.decided_until),),
    )


def _interval(seconds: int) -> _Timing:
    minutes, rest = divmod(seconds, 60)
    every, period = (seconds, "seconds") if rest else (minutes, "minutes")
    return _Timing(column="interval", values=(("every", every), ("period", period)))


def _crontab(schedule: Schedule) -> _Timing | None:
    """Celery's crontab of the same meaning, if there is one."""
    if schedule.kind != Kind.CRON:
        return None
    fields = unix.celery_fields(timing.rule(schedule.kind, schedule.expression))
    if fields is None:
        return None
    values = tuple((name, fields[name]) for name in _CRONTAB_FIELDS)
    zone = ("timezone", zoneinfo.ZoneInfo(schedule.time_zone))
    return _Timing(column="crontab", values=(*values, zone))


def _shown_timing(row: PeriodicTask) -> _Timing | None:
    for column, names in (
        ("interval", ("every", "period")),
        ("crontab", (*_CRONTAB_FIELDS, "timezone")),
        ("clocked", ("clocked_time",)),
    ):
        shown = getattr(row, column)
        if shown is not None:
            values = tuple((name, getattr(shown, name)) for name in names)
            return _Timing(column=column, values=values)
    return None


def _timing_rows(wanted: Sequence[_Timing]) -> list[Any]:
    """A row for each, in their order; equal ones share theirs."""
    shared = {each: _shared(each) for each in set(wanted) if each.column != "clocked"}
    # A clocked row that has fired is disabled by the stock beat: always a fresh one.
    fresh = iter(
        ClockedSchedule.objects.bulk_create(
            [
                ClockedSchedule(**dict(each.values))
                for each in wanted
                if each.column == "clocked"
            ],
            BATCH,
        )
    )
    return [shared[each] if each in shared else next(fresh) for each in wanted]


def _shared(wanted: _Timing) -> Any:
    model, values = _MODELS[wanted.column], dict(wanted.values)
    known = model.objects.filter(**values).order_by("pk").first()
    return known or model.objects.bulk_create([model(**values)])[0]


def _drop_clocked(ids: Sequence[int]) -> None:
    """Clocked rows are ours alone, unless somebody has picked one for a task."""
    unused = ClockedSchedule.objects.filter(pk__in=ids, periodictask=None)
    found = list(unused.values_list("pk", flat=True))
    _delete(ClockedSchedule.objects.filter(pk__in=found))


def _delete(rows: QuerySet[Any]) -> int:
    """Delete without signals, which would move the change marker."""
    return rows._raw_delete(rows.db) or 0  # noqa: SLF001 - Django has no public way
