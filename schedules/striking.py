"""Striking a batch of due schedules: occurrences, runs and next instants at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django_celery_beat.models import PeriodicTask

import runs.actions
from runs import sql
from runs.choices import OPEN, Origin, Status
from runs.models import ProcessRun
from schedules import decisions, planning
from schedules.choices import Misfire, Outcome, Overlap, Reason
from schedules.decisions import Decision, Lane, Lateness
from schedules.exceptions import SchedulesError
from schedules.models import Occurrence, Schedule
from schedules.planning import Window

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    schedule: Schedule
    decisions: list[Decision]
    next_fire_at: dt.datetime | None

    @property
    def starts(self) -> int:
        return sum(decision.starts for decision in self.decisions)


def strike(due: Sequence[Schedule], *, now: dt.datetime) -> int:
    """Write what becomes of these due, locked schedules; returns their number.

    A constant number of statements, whatever the number of schedules.
    """
    lanes = _lanes(due)
    struck = [each for schedule in due if (each := _decided(schedule, lanes, now=now))]
    _supersede(struck, lanes, now=now)
    _write_ledger(struck, now=now)
    _move_on(struck)
    return len(due)


def disable(schedule_id: int, *, reason: str) -> None:
    """Take a schedule that cannot be struck out of the clock's way, visibly."""
    logger.error("Schedule %s is disabled: %s", schedule_id, reason)
    Schedule.objects.filter(pk=schedule_id).update(
        enabled=False, next_fire_at=None, error=reason
    )
    PeriodicTask.objects.filter(
        pk__in=Schedule.objects.filter(pk=schedule_id).values("periodic_task")
    ).update(enabled=False)


def _lanes(due: Sequence[Schedule]) -> dict[uuid.UUID, list[ProcessRun]]:
    """The open runs of every lane that these schedules start into."""
    lanes = {_lane(schedule) for schedule in due}
    rows = ProcessRun.objects.filter(lane__in=lanes, status__in=OPEN).only(
        "lane", "status", "origin_guid"
    )
    by_lane: dict[uuid.UUID, list[ProcessRun]] = {lane: [] for lane in lanes}
    for run in rows:
        assert run.lane is not None
        by_lane[run.lane].append(run)
    return by_lane


def _lane(schedule: Schedule) -> uuid.UUID:
    return schedule.process.lane or schedule.guid


def _decided(
    schedule: Schedule,
    lanes: Mapping[uuid.UUID, Sequence[ProcessRun]],
    *,
    now: dt.datetime,
) -> Struck | None:
    try:
        return _decide(schedule, lanes[_lane(schedule)], now=now)
    except (SchedulesError, ValueError, OverflowError, TypeError) as error:
        # A row that was spoilt from outside must not disturb the others.
        disable(schedule.pk, reason=f"{type(error).__name__}: {error}")
        return None


def _decide(
    schedule: Schedule, open_runs: Sequence[ProcessRun], *, now: dt.datetime
) -> Struck:
    window = Window(starts_at=schedule.starts_at, ends_at=schedule.ends_at)
    recurrence = schedule.recurrence()
    assert schedule.next_fire_at is not None
    due = planning.due(recurrence, since=schedule.next_fire_at, now=now, window=window)
    decided = decisions.decide(
        due,
        now=now,
        lateness=Lateness(
            misfire=Misfire(schedule.misfire),
            grace=dt.timedelta(seconds=schedule.grace_s),
        ),
    )
    decided = _limited(schedule, _permitted(schedule, decided))
    decided = decisions.overlapped(
        decided,
        overlap=Overlap(schedule.overlap),
        lane=Lane(busy=bool(open_runs)),
    )
    last = due.recent[-1].at if due.recent else now
    ended = _is_used_up(schedule, decided)
    following = planning.next_at(recurrence, after=last, window=window)
    return Struck(
        schedule=schedule, decisions=decided, next_fire_at=None if ended else following
    )


def _permitted(schedule: Schedule, decided: list[Decision]) -> list[Decision]:
    """No start of a process that is switched off or deleted."""
    if schedule.process.enabled and schedule.process.archived_at is None:
        return decided
    return [_without_start(d, Reason.DISABLED) for d in decided]


def _limited(schedule: Schedule, decided: list[Decision]) -> list[Decision]:
    """No start beyond the number of firings the schedule has."""
    if schedule.most_firings is None:
        return decided
    left = itertools.count(schedule.most_firings - schedule.fired_count, -1)
    return [
        d if not d.starts or next(left) > 0 else _without_start(d, Reason.WINDOW)
        for d in decided
    ]


def _without_start(decision: Decision, reason: Reason) -> Decision:
    if not decision.starts:
        return decision
    return dataclasses.replace(decision, outcome=Outcome.SKIPPED, reason=reason)


def _is_used_up(schedule: Schedule, decided: Sequence[Decision]) -> bool:
    if schedule.most_firings is None:
        return False
    started = sum(decision.starts for decision in decided)
    return schedule.fired_count + started >= schedule.most_firings


def _supersede(
    struck: Sequence[Struck],
    lanes: Mapping[uuid.UUID, Sequence[ProcessRun]],
    *,
    now: dt.datetime,
) -> None:
    """`queue one`: a waiting run of the schedule gives way to the new one."""
    waiting = [
        run.pk
        for each in struck
        if each.starts and each.schedule.overlap == Overlap.QUEUE_ONE
        for run in lanes[_lane(each.schedule)]
        if run.status == Status.WAITING and run.origin_guid == each.schedule.guid
    ]
    replaced = runs.actions.supersede(waiting, now=now)
    if replaced:
        Occurrence.objects.filter(run__in=replaced).update(
            outcome=Outcome.COALESCED, reason=Reason.OVERLAP
        )


def _write_ledger(struck: Sequence[Struck], *, now: dt.datetime) -> None:
    rows = [(each.schedule, d) for each in struck for d in each.decisions]
    starting = [row for row in rows if row[1].starts]
    started = runs.actions.start_many(
        [_start(schedule, decision) for schedule, decision in starting], now=now
    )
    by_row = {
        (schedule.pk, decision.due_at): run
        for (schedule, decision), run in zip(starting, started, strict=True)
    }
    Occurrence.objects.bulk_create(
        Occurrence(
            schedule=schedule,
            due_at=decision.due_at,
            planned_local=decision.planned_local,
            fired_at=now,
            outcome=decision.outcome,
            reason=decision.reason,
            until_at=decision.until_at,
            count=decision.count,
            run=by_row.get((schedule.pk, decision.due_at)),
        )
        for schedule, decision in rows
    )


def _start(schedule: Schedule, decision: Decision) -> runs.actions.Start:
    return runs.actions.Start(
        process=schedule.process,
        origin=Origin.SCHEDULE,
        origin_guid=schedule.guid,
        due_at=decision.due_at,
        input=schedule.input,
        lane=schedule.guid,
    )


def _move_on(struck: Sequence[Struck]) -> None:
    sql.update_rows(
        Schedule,
        [
            {
                "id": each.schedule.pk,
                "next_fire_at": each.next_fire_at,
                "last_due_at": _last_due(each),
                "fired_count": each.schedule.fired_count + each.starts,
            }
            for each in struck
        ],
    )


def _last_due(each: Struck) -> dt.datetime | None:
    newest = [d.until_at or d.due_at for d in each.decisions]
    return max(newest, default=each.schedule.last_due_at)
