"""What must be known about due schedules: a constant number of queries for a batch."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from runs import sql
from runs.choices import OPEN, Status
from runs.models import ProcessRun
from schedules.models import Blackout, OccurrenceChange, Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """About one schedule."""

    open_runs: Sequence[ProcessRun] = ()
    changes: Sequence[OccurrenceChange] = ()
    blackouts: Sequence[Blackout] = ()

    def waiting(self, origin_guid: uuid.UUID) -> list[int]:
        """The runs of this origin that have not begun."""
        return [
            run.pk
            for run in self.open_runs
            if run.status == Status.WAITING and run.origin_guid == origin_guid
        ]

    def active(self, origin_guid: uuid.UUID) -> list[ProcessRun]:
        """The runs of this origin that are under way."""
        return [
            run
            for run in self.open_runs
            if run.status != Status.WAITING and run.origin_guid == origin_guid
        ]

    def blacked_out(self, *instants: dt.datetime) -> bool:
        return any(
            period.starts_at <= instant < period.ends_at
            for period in self.blackouts
            for instant in instants
        )


NOTHING = Facts()


def gather(due: Sequence[Schedule], *, now: dt.datetime) -> dict[int, Facts]:
    """The facts of each schedule, by its id."""
    runs, changes, blackouts = _open_runs(due), _changes(due), _blackouts(due, now)
    if not (runs or changes or blackouts):
        return dict.fromkeys((schedule.pk for schedule in due), NOTHING)
    return {
        schedule.pk: Facts(
            open_runs=runs.get(lane(schedule), ()),
            changes=changes.get(schedule.pk, ()),
            blackouts=blackouts.get(schedule.process.account_id, ()),
        )
        for schedule in due
    }


def lane(schedule: Schedule) -> uuid.UUID:
    """The lane its runs start into (D3)."""
    return schedule.process.lane or schedule.guid


def _open_runs(due: Sequence[Schedule]) -> Mapping[uuid.UUID, Sequence[ProcessRun]]:
    by_lane: dict[uuid.UUID, list[ProcessRun]] = defaultdict(list)
    open_runs = ProcessRun.objects.filter(
        lane__in=sql.one_of(ProcessRun, "lane", {lane(schedule) for schedule in due}),
        status__in=OPEN,
    )
    for run in open_runs.only("lane", "status", "origin_guid"):
        assert run.lane is not None
        by_lane[run.lane].append(run)
    return by_lane


def _changes(due: Sequence[Schedule]) -> Mapping[int, Sequence[OccurrenceChange]]:
    by_schedule: dict[int, list[OccurrenceChange]] = defaultdict(list)
    to_come = Q(applied_at=None) | Q(due_at__gt=F("schedule__decided_until"))
    ids = sql.one_of(Schedule, "id", [schedule.pk for schedule in due])
    for change in OccurrenceChange.objects.filter(to_come, schedule__in=ids):
        by_schedule[change.schedule_id].append(change)
    return by_schedule


def _blackouts(
    due: Sequence[Schedule], now: dt.datetime
) -> Mapping[int, Sequence[Blackout]]:
    since = min((schedule.decided_until for schedule in due), default=now)
    by_account: dict[int, list[Blackout]] = defaultdict(list)
    for period in Blackout.objects.filter(
        account__in={schedule.process.account_id for schedule in due},
        starts_at__lte=now,
        ends_at__gt=since,
    ):
        by_account[period.account_id].append(period)
    return by_account
