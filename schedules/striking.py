"""Striking a batch of due schedules: occurrences, runs and next instants at once."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django_celery_beat.models import PeriodicTask

import runs.actions
from runs import sql
from runs.choices import Origin, StopKind
from runs.models import Robot
from schedules import facts
from schedules.choices import Outcome, Reason
from schedules.decisions import Decision
from schedules.exceptions import SchedulesError
from schedules.facts import Facts
from schedules.models import Occurrence, OccurrenceChange, Schedule
from schedules.verdicts import Verdict, verdict

logger = logging.getLogger(__name__)


def strike(due: Sequence[Schedule], *, now: dt.datetime) -> None:
    """Write what becomes of these due, locked schedules.

    A constant number of statements, whatever the number of schedules.
    """
    if not due:
        return
    known = facts.gather(due, now=now)
    decided = [_decided(schedule, known[schedule.pk], now=now) for schedule in due]
    verdicts = [each for each in decided if each is not None]
    _supersede(verdicts, now=now)
    write_ledger([(v.schedule, d) for v in verdicts for d in v.decisions], now=now)
    _apply_changes(verdicts, now=now)
    _move_on(verdicts)


def disable(schedule_id: int, *, reason: str) -> None:
    """Take a schedule that cannot be struck out of the clock's way, visibly."""
    logger.error("Schedule %s is disabled: %s", schedule_id, reason)
    Schedule.objects.filter(pk=schedule_id).update(
        enabled=False, next_fire_at=None, error=reason
    )
    PeriodicTask.objects.filter(
        pk__in=Schedule.objects.filter(pk=schedule_id).values("periodic_task")
    ).update(enabled=False)


def write_ledger(
    rows: Sequence[tuple[Schedule, Decision]], *, now: dt.datetime
) -> None:
    """An occurrence for each decision, and a run for each that starts one."""
    starting = [row for row in rows if row[1].starts]
    started = runs.actions.start_many([_start(*row) for row in starting], now=now)
    run_ids = iter(started)
    sql.insert_rows(
        Occurrence,
        [
            {
                "schedule_id": schedule.pk,
                "due_at": decision.due_at,
                "planned_local": decision.planned_local,
                "outcome": decision.outcome,
                "reason": decision.reason,
                "until_at": decision.until_at,
                "count": decision.count,
                "run_id": next(run_ids) if decision.starts else None,
            }
            for schedule, decision in rows
        ],
        fired_at=now,
    )


def _decided(schedule: Schedule, known: Facts, *, now: dt.datetime) -> Verdict | None:
    try:
        return verdict(schedule, known, now=now)
    except (SchedulesError, ValueError, OverflowError, TypeError) as error:
        # A row that was spoilt from outside must not disturb the others.
        disable(schedule.pk, reason=f"{type(error).__name__}: {error}")
        return None


def _supersede(verdicts: Sequence[Verdict], *, now: dt.datetime) -> None:
    for each in verdicts:
        for run in each.stopped:
            runs.actions.stop(
                run, kind=StopKind.ABORT, by=_("the next firing"), now=now
            )
    waiting = [run_id for each in verdicts for run_id in each.superseded]
    replaced = runs.actions.supersede(waiting, now=now)
    if replaced:
        Occurrence.objects.filter(run__in=replaced).update(
            outcome=Outcome.COALESCED, reason=Reason.OVERLAP
        )


def _start(schedule: Schedule, decision: Decision) -> runs.actions.Start:
    return runs.actions.Start(
        process=schedule.process,
        origin=Origin.SCHEDULE,
        origin_guid=schedule.guid,
        due_at=decision.due_at,
        input=schedule.input,
        is_sealed=True,
        lane=schedule.guid,
        # Only its id is looked at, and the clock reads very many.
        robot=Robot(pk=schedule.robot_id) if schedule.robot_id else None,
        repeats=schedule.repeats,
    )


def _apply_changes(verdicts: Sequence[Verdict], *, now: dt.datetime) -> None:
    applied = [change.pk for each in verdicts for change in each.applied]
    if applied:
        OccurrenceChange.objects.filter(pk__in=applied).update(applied_at=now)


def _move_on(verdicts: Sequence[Verdict]) -> None:
    sql.update_rows(
        Schedule,
        [
            {
                "id": each.schedule.pk,
                "next_fire_at": each.next_fire_at,
                "decided_until": each.decided_until,
                "fired_count": each.schedule.fired_count + each.starts,
            }
            for each in verdicts
        ],
        paused_at=None,
        paused_until=None,
    )
