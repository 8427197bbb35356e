"""Bringing a run to where its steps are: ended, or waiting for something named."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Min

from runs import engine, expressions, plans, sql
from runs.choices import FINAL, OPEN, Status, WaitingFor
from runs.exceptions import ExpressionError
from runs.models import ProcessRun, StepRun
from runs.plan import Plan, Step

# How long a published hint may take to have an effect before it counts as lost.
HINT_LOST_AFTER = dt.timedelta(seconds=10)
INTERNAL = "An internal error; the worker's log says more."

# What settling looks at in a run.
LOOKED_AT = (
    "guid",
    "version_id",
    "status",
    "stop_kind",
    "input",
    "error",
    "lane",
    "deadline_at",
    "started_at",
)

Row = dict[str, Any]


class _State(NamedTuple):
    """Where a step run stands."""

    status: str
    waiting_for: str
    wake_at: dt.datetime | None
    output: Any
    error: str


# A run's steps by key.
Steps = Mapping[str, _State]


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
    the first of each lane that has become free.
    """
    still_open = [run for run in runs if run.status not in FINAL]
    if not still_open:
        return []
    _end_sleeping_steps(still_open, now=now)
    steps = _steps(still_open, known)
    rows = [_standing(run, steps[run.pk], now=now) for run in still_open]
    going_on = [row for row in rows if "status" not in row]
    ended = [row for row in rows if "status" in row]
    sql.update_rows(ProcessRun, going_on)
    sql.update_rows(
        ProcessRun,
        ended,
        waiting_for=WaitingFor.NOTHING,
        wake_at=None,
        finished_at=now,
    )
    ready = [row["id"] for row in going_on if _is_ready(row)]
    over = {row["id"] for row in ended}
    return ready + _next_in_lanes([run.lane for run in still_open if run.pk in over])


def give_up(run_id: int, *, now: dt.datetime) -> None:
    """Fail a run that no rule can bring on: its plan cannot be read."""
    failed = {
        "status": Status.FAILED,
        "waiting_for": WaitingFor.NOTHING,
        "wake_at": None,
        "finished_at": now,
        "error": INTERNAL,
    }
    with transaction.atomic():
        StepRun.objects.filter(run=run_id, status__in=OPEN).update(
            **failed, lease_token=None, lease_until=None
        )
        ProcessRun.objects.filter(pk=run_id, status__in=OPEN).update(**failed)


def _end_sleeping_steps(runs: Sequence[ProcessRun], *, now: dt.datetime) -> None:
    """In a run that is being stopped nothing waits for another attempt."""
    stopping = [run.pk for run in runs if run.stop_kind]
    if stopping:
        StepRun.objects.filter(run__in=stopping, status=Status.WAITING).update(
            status=Status.STOPPED,
            waiting_for=WaitingFor.NOTHING,
            wake_at=None,
            finished_at=now,
        )


def only_step(step: Step, row: Row) -> Steps:
    """A run's only step, as it has just been written."""
    return {step.key: _State(*(row[name] for name in _State._fields))}


def _steps(
    runs: Sequence[ProcessRun], known: Mapping[int, Steps]
) -> Mapping[int, Steps]:
    steps: dict[int, dict[str, _State]] = defaultdict(dict)
    unknown = [run.pk for run in runs if run.pk not in known]
    if unknown:
        rows = StepRun.objects.filter(run__in=unknown).order_by("pk")
        for run_id, key, *state in rows.values_list("run_id", "key", *_State._fields):
            steps[run_id][key] = _State(*state)
    return steps | dict(known)


def _standing(run: ProcessRun, steps: Steps, *, now: dt.datetime) -> Row:
    plan = plans.of_version(run.version_id)
    states = {key: step.status for key, step in steps.items()}
    final = engine.conclusion(plan, states, stopped=bool(run.stop_kind))
    if final is None:
        return _open_row(run, plan, steps, now=now)
    return _final_row(run, plan, steps, final, now=now)


def _open_row(run: ProcessRun, plan: Plan, steps: Steps, *, now: dt.datetime) -> Row:
    states = {key: step.status for key, step in steps.items()}
    sleeping = [step for step in steps.values() if step.status == Status.WAITING]
    wakes = [step.wake_at or now for step in sleeping]
    waiting_for = sleeping[0].waiting_for if sleeping else WaitingFor.NOTHING
    if not run.stop_kind and engine.startable(plan, states):
        # The hint that follows may be lost.
        wakes, waiting_for = [now + HINT_LOST_AFTER], WaitingFor.TURN
    if run.deadline_at is not None:
        wakes.append(run.deadline_at)
    return {
        "id": run.pk,
        "wake_at": min(wakes, default=None),
        "waiting_for": waiting_for,
    }


def _final_row(
    run: ProcessRun,
    plan: Plan,
    steps: Steps,
    final: Status,
    *,
    now: dt.datetime,
) -> Row:
    # A stopped run knows already why it was stopped.
    error = run.error or next((s.error for s in steps.values() if s.error), "")
    output: Any = {}
    if final == Status.SUCCEEDED:
        error = ""
        try:
            output = expressions.render(plan.outputs, _context(run, steps))
        except ExpressionError as problem:
            final, error = Status.FAILED, str(problem)
    return {
        "id": run.pk,
        "status": final,
        "started_at": run.started_at or now,
        "output": output,
        "error": error,
    }


def _context(run: ProcessRun, steps: Steps) -> dict[str, Any]:
    return {
        "input": run.input,
        "steps": {key: {"output": step.output} for key, step in steps.items()},
        "run": {"guid": str(run.guid)},
    }


def _is_ready(row: Row) -> bool:
    return bool(row["waiting_for"] == WaitingFor.TURN)


def _next_in_lanes(lanes: Iterable[Any]) -> list[int]:
    freed = {lane for lane in lanes if lane}
    if not freed:
        return []
    waiting = ProcessRun.objects.filter(lane__in=freed, status=Status.WAITING)
    return list(
        waiting.values("lane").annotate(first=Min("pk")).values_list("first", flat=True)
    )
