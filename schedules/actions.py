"""Every write of this app, one function per use case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from runs import rotation, sql
from runs.models import Process
from schedules import inputs, periodic, planning, striking, verdicts
from schedules.exceptions import ChangeRefusedError, NotationError
from schedules.models import OccurrenceChange, Schedule

_MOMENT = dt.timedelta(microseconds=1)


def create(
    process: Process, values: Mapping[str, Any], *, now: dt.datetime
) -> Schedule:
    """A schedule of these field values; raises NotationError before it writes."""
    [schedule] = create_many(process, [values], now=now)
    return schedule


def create_many(
    process: Process, drafts: Iterable[Mapping[str, Any]], *, now: dt.datetime
) -> list[Schedule]:
    """A schedule of each of these field values: all of them, or none.

    A few statements per thousand. Raises NotationError before it writes.
    """
    made = [_new(process, values, now=now) for values in drafts]
    with transaction.atomic():
        periodic.reflect_new(made)
        return Schedule.objects.bulk_create(made, periodic.BATCH)


def change(
    schedule: Schedule, values: Mapping[str, Any], *, now: dt.datetime
) -> Schedule:
    """Take over these field values; an edit never fires the past."""
    with transaction.atomic():
        locked = _brought_up_to_date(schedule, now=now)
        if any(
            values.get(name, getattr(locked, name)) != getattr(locked, name)
            for name in ("kind", "expression")
        ):
            locked.anchor_at = now.replace(microsecond=0)
        return _save(locked, values, now=now)


def pause(
    schedule: Schedule, *, until: dt.datetime | None = None, now: dt.datetime
) -> Schedule:
    """Let it rest, until an instant or until somebody resumes it."""
    values = {"paused_at": now, "paused_until": until}
    with transaction.atomic():
        return _save(_brought_up_to_date(schedule, now=now), values, now=now)


def resume(schedule: Schedule, *, now: dt.datetime) -> Schedule:
    """Let it fire again; what fell into the pause stays skipped."""
    values = {"paused_at": None, "paused_until": None}
    with transaction.atomic():
        return _save(_brought_up_to_date(schedule, now=now), values, now=now)


def change_occurrence(
    schedule: Schedule,
    *,
    due_at: dt.datetime,
    moved_to: dt.datetime | None = None,
    by: str,
    why: str = "",
    now: dt.datetime,
) -> OccurrenceChange:
    """Skip one future firing, or move it; said again, the newer word holds.

    Raises ChangeRefusedError for what is past or not planned.
    """
    with transaction.atomic():
        locked = _brought_up_to_date(schedule, now=now)
        _check_change(locked, due_at=due_at, moved_to=moved_to, now=now)
        changed, _new = OccurrenceChange.objects.update_or_create(
            schedule=locked,
            due_at=due_at,
            defaults={"moved_to": moved_to, "by": by, "why": why},
        )
        _save(locked, {}, now=now)
    return changed


def undo_change(changed: OccurrenceChange, *, now: dt.datetime) -> None:
    """Let the firing happen as planned after all, while it is still to come."""
    with transaction.atomic():
        locked = _brought_up_to_date(changed.schedule, now=now)
        OccurrenceChange.objects.filter(
            pk=changed.pk, applied_at=None, due_at__gt=now
        ).delete()
        _save(locked, {}, now=now)


def rename_tasks(process: Process) -> None:
    """Show the process's new name in the rows of its schedules."""
    living = Schedule.objects.living().filter(process=process)
    periodic.reflect(list(living.select_related("process")))


def delete(schedule: Schedule, *, now: dt.datetime) -> None:
    """End it; what it fired stays in the ledger."""
    with transaction.atomic():
        locked = _brought_up_to_date(schedule, now=now)
        Schedule.objects.filter(pk=locked.pk, archived_at=None).update(
            archived_at=now, enabled=False, next_fire_at=None, decided_until=now
        )
        schedule.refresh_from_db()
        periodic.remove(schedule)


def delete_all(process: Process, *, now: dt.datetime) -> None:
    for schedule in Schedule.objects.living().filter(process=process):
        delete(schedule, now=now)


def rotate_inputs() -> int:
    """See `rotation.rotate`: of all schedules."""
    return rotation.rotate(Schedule)


def _brought_up_to_date(schedule: Schedule, *, now: dt.datetime) -> Schedule:
    """The locked schedule, with the ledger complete up to now under its old text."""
    rows = Schedule.objects.filter(pk=schedule.pk).select_related("process")
    locked: Schedule = sql.locked(rows).get()
    if locked.next_fire_at is not None and locked.next_fire_at <= now:
        striking.strike([locked], now=now)
        locked.refresh_from_db()
        return locked
    striking.write_ledger([(locked, row) for row in _idle(locked, now=now)], now=now)
    locked.decided_until = max(now, locked.decided_until)
    return locked


def _idle(schedule: Schedule, *, now: dt.datetime) -> list[Any]:
    try:
        return list(verdicts.idle_spans(schedule, schedule.recurrence(), now=now))
    except (NotationError, ValueError):
        # A spoilt text planned nothing that could be counted.
        return []


def _check_change(
    schedule: Schedule,
    *,
    due_at: dt.datetime,
    moved_to: dt.datetime | None,
    now: dt.datetime,
) -> None:
    if due_at <= now or (moved_to is not None and moved_to <= now):
        raise ChangeRefusedError(_("Only what is still to come can be changed."))
    planned = planning.next_at(
        schedule.recurrence(), after=due_at - _MOMENT, window=schedule.window
    )
    if planned != due_at:
        raise ChangeRefusedError(
            _("No firing is planned at this instant. Take one from the preview.")
        )


def _save(
    schedule: Schedule, values: Mapping[str, Any], *, now: dt.datetime
) -> Schedule:
    _take_over(schedule, values, moved=_moved(schedule), now=now)
    with transaction.atomic():
        schedule.save()
        periodic.reflect([schedule])
    return schedule


def _new(process: Process, values: Mapping[str, Any], *, now: dt.datetime) -> Schedule:
    schedule = Schedule(
        process=process, anchor_at=now.replace(microsecond=0), decided_until=now
    )
    _take_over(schedule, values, now=now)
    return schedule


def _take_over(
    schedule: Schedule,
    values: Mapping[str, Any],
    *,
    moved: Sequence[dt.datetime] = (),
    now: dt.datetime,
) -> None:
    before = schedule.input
    for name, value in values.items():
        setattr(schedule, name, value)
    if "input" in values:
        schedule.input = inputs.kept(schedule.process, schedule.input, before)
    schedule.error = ""
    schedule.next_fire_at = _next(schedule, moved, now=now)


def _next(
    schedule: Schedule, moved: Sequence[dt.datetime], *, now: dt.datetime
) -> dt.datetime | None:
    recurrence = schedule.recurrence()
    if not schedule.enabled or schedule.is_used_up or schedule.archived_at:
        return None
    # After what the ledger has, too: the clock may have been set back.
    after = max(now, schedule.decided_until)
    if schedule.paused_at is not None:
        if schedule.paused_until is None:
            return None
        after = max(after, schedule.paused_until - _MOMENT)
    planned = planning.next_at(recurrence, after=after, window=schedule.window)
    to_come = [instant for instant in moved if instant > after]
    return min([*to_come, *([planned] if planned else [])], default=None)


def _moved(schedule: Schedule) -> list[dt.datetime]:
    """The new times of its firings that were moved and have not come."""
    changes = OccurrenceChange.objects.filter(schedule=schedule, applied_at=None)
    times = changes.values_list("moved_to", flat=True)
    return [moved_to for moved_to in times if moved_to]
