"""Bringing a run to where its steps are: ended, or waiting for something named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import transaction

from runs import endings, engine, lanes, plans, sql, standings, starting
from runs.choices import FINAL, OPEN, Origin, Status, StopKind, WaitingFor
from runs.models import ProcessRun, StepRun
from runs.plan import Step
from runs.standings import Standing, Steps

CHILD_UNHEARD_AFTER = dt.timedelta(minutes=1)
INTERNAL = "An internal error; the worker's log says more."

# What settling looks at in a run.
LOOKED_AT = (
    "guid",
    "version_id",
    "status",
    "waiting_for",
    "stop_kind",
    "due_at",
    "origin",
    "origin_guid",
    "repeats_left",
    "input",
    "error",
    "lane",
    "deadline_at",
    "started_at",
)

# Ends after which a run is begun anew, where its start said so.
_REPEATED = frozenset({Status.FAILED, Status.LOST})

Row = dict[str, Any]


def settle_by_id(run_ids: Iterable[int], *, now: dt.datetime) -> list[int]:
    """Lock the runs, then `settle` them."""
    with transaction.atomic():
        rows = ProcessRun.objects.filter(pk__in=list(run_ids)).order_by("pk")
        return settle(list(sql.locked(rows)), now=now)


def settle(
    runs: Sequence[ProcessRun],
    *,
    now: dt.datetime,
    known: Mapping[int, Steps] = MappingProxyType({}),
) -> list[int]:
    """Write where each of these runs stands; the caller holds their locks.

    `known` has, by run, all the steps of runs that need not be asked for them.

    Returns the ids of runs to look at next: those with a step that may start, and
    what follows from those that ended (see `finish`).
    """
    still_open = [run for run in runs if not _is_out_of_our_hands(run)]
    if not still_open:
        return []
    steps = _steps(still_open, known)
    _end_sleepers(still_open, steps, now=now)
    ends = {run.pk: _end(run, steps[run.pk]) for run in still_open}
    going_on = [
        _open_row(run, steps[run.pk], now=now)
        for run in still_open
        if ends[run.pk] is None
    ]
    _write_open(going_on)
    over = [run for run in still_open if ends[run.pk] is not None]
    ended = endings.rows(over, steps, ends, now=now)
    ready = [row["id"] for row in going_on if row["waiting_for"] == WaitingFor.TURN]
    return ready + finish(over, ended, now=now)


def finish(
    runs: Sequence[ProcessRun], rows: Sequence[Row], *, now: dt.datetime
) -> list[int]:
    """End those of these locked runs for which there is a row, as it says.

    Returns the ids of runs to look at next: the first of each lane that has become
    free, the runs that waited for one of these, and those that are begun anew.
    """
    if not rows:
        return []
    sql.update_rows(
        ProcessRun,
        rows,
        waiting_for=WaitingFor.NOTHING,
        wake_at=None,
        finished_at=now,
    )
    ends = {row["id"]: row["status"] for row in rows}
    over = [run for run in runs if run.pk in ends]
    failed = [run.pk for run in over if run.repeats_left and ends[run.pk] in _REPEATED]
    repeated = starting.anew(failed, now=now) if failed else []
    return repeated + lanes.next_in([run.lane for run in over]) + _parents(over)


def give_up(run_id: int, *, now: dt.datetime) -> list[int]:
    """Fail a run that no rule can bring on: its plan cannot be read.

    Returns the ids of runs to look at next.
    """
    with transaction.atomic():
        StepRun.objects.filter(run=run_id, status__in=OPEN).update(
            status=Status.FAILED,
            waiting_for=WaitingFor.NOTHING,
            wake_at=None,
            finished_at=now,
            error=INTERNAL,
            lease_token=None,
            lease_until=None,
        )
        rows = ProcessRun.objects.filter(pk=run_id, status__in=OPEN)
        runs = list(sql.locked(rows))
        failed = [endings.failure(run, INTERNAL, now=now) for run in runs]
        return finish(runs, failed, now=now)


def only_step(step: Step, row: Mapping[str, Any]) -> Steps:
    """A run's only step, as it has just been written."""
    return {step.key: Standing(*(row[name] for name in Standing._fields))}


def _steps(
    runs: Sequence[ProcessRun], known: Mapping[int, Steps]
) -> dict[int, dict[str, Standing]]:
    read = standings.of_runs([run.pk for run in runs if run.pk not in known])
    return {run.pk: dict(known.get(run.pk) or read.get(run.pk, {})) for run in runs}


def _end_sleepers(
    runs: Sequence[ProcessRun],
    steps: Mapping[int, dict[str, Standing]],
    *,
    now: dt.datetime,
) -> None:
    """In a run that is being stopped nothing waits but for runs that stop, too."""
    ended: list[int] = []
    for own in (steps[run.pk] for run in runs if run.stop_kind):
        for key, standing in own.items():
            if standing.is_asleep and standing.waiting_for != WaitingFor.CHILD:
                own[key] = Standing(Status.STOPPED, id=standing.id)
                ended.append(standing.id)
    if ended:
        StepRun.objects.filter(pk__in=ended, status=Status.WAITING).update(
            status=Status.STOPPED,
            waiting_for=WaitingFor.NOTHING,
            wake_at=None,
            finished_at=now,
        )


def _end(run: ProcessRun, steps: Steps) -> Status | None:
    states = {key: standing.status for key, standing in steps.items()}
    plan = plans.of_version(run.version_id)
    return engine.conclusion(plan, states, stopped=bool(run.stop_kind))


def _open_row(run: ProcessRun, steps: Steps, *, now: dt.datetime) -> Row:
    plan = plans.of_version(run.version_id)
    states = {key: standing.status for key, standing in steps.items()}
    asleep = [standing for standing in steps.values() if standing.is_asleep]
    wakes = [_wake_at(standing, now=now) for standing in asleep]
    waiting_for = asleep[0].waiting_for if asleep else WaitingFor.NOTHING
    if not run.stop_kind and engine.startable(plan, states):
        # The hint that follows may be lost.
        wakes.append(now + starting.HINT_LOST_AFTER)
        waiting_for = WaitingFor.TURN
    if run.deadline_at is not None:
        wakes.append(run.deadline_at)
    begins = run.status == Status.WAITING and bool(steps)
    return {
        "id": run.pk,
        "status": Status.RUNNING if begins else run.status,
        "started_at": now if begins else run.started_at,
        "wake_at": min(wakes, default=None),
        "waiting_for": waiting_for,
    }


def _write_open(rows: Sequence[Row]) -> None:
    """What all these runs have in common is said once: mostly they have just begun."""
    common = {"status", "waiting_for"}
    if len({(row["status"], row["waiting_for"]) for row in rows}) != 1:
        sql.update_rows(ProcessRun, rows)
        return
    sql.update_rows(
        ProcessRun,
        [{k: value for k, value in row.items() if k not in common} for row in rows],
        **{column: rows[0][column] for column in common},
    )


def _wake_at(asleep: Standing, *, now: dt.datetime) -> dt.datetime:
    if asleep.waiting_for == WaitingFor.CHILD:
        # Its end brings this run on; only if that goes unheard it is looked after.
        return now + CHILD_UNHEARD_AFTER
    return asleep.wake_at or now


def _is_out_of_our_hands(run: ProcessRun) -> bool:
    """Whether it has ended, or somebody outside will say when it has."""
    if run.waiting_for == WaitingFor.ANSWER:
        return run.stop_kind != StopKind.ABORT
    return run.status in FINAL


def _parents(runs: Sequence[ProcessRun]) -> list[int]:
    """The runs that wait for one of these."""
    children = [run for run in runs if run.origin == Origin.PROCESS]
    guids = [run.origin_guid for run in children if run.origin_guid]
    if not guids:
        return []
    steps = StepRun.objects.filter(guid__in=guids, status=Status.WAITING)
    return list(steps.values_list("run_id", flat=True).distinct())
