"""Taking work: which steps of which runs this worker carries out now.

One transaction locks the runs, asks the engine what may start, and writes step
runs and attempts with a lease. Only after it has committed is anything sent.
"""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import not_

from django.db import transaction
from django.db.models import Min
from django.db.models.functions import Coalesce

from runs import engine, plans, settling, sql
from runs.choices import ACTIVE, OPEN, Status, StopKind, WaitingFor
from runs.models import Attempt, ProcessRun, StepRun
from runs.plan import Step
from runs.work import Carrier, Work

# Beyond the call's own deadline: time to write the result down.
LEASE_MARGIN = dt.timedelta(seconds=15)
_CHANGED_BY_A_CLAIM = (
    "status",
    "waiting_for",
    "wake_at",
    "attempts_made",
    "lease_token",
    "lease_until",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    run: ProcessRun
    step: Step
    # None: the step begins; else the one that waits for its next attempt.
    step_run: StepRun | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    work: list[Work]
    # Runs to look at again: no room was left for a step of theirs, or they have
    # ended and another one of their lane may begin.
    again: list[int]


def claim(
    run_ids: Iterable[int], *, carrier: Carrier, now: dt.datetime, room: int
) -> Claimed:
    """Claim at most `room` steps of these runs; what is not claimed stays waiting.

    Runs that somebody else is looking at, that wait for another robot or in a lane
    that is taken are left out: whoever holds them goes on with them. Runs in which
    nothing can start are settled, so that looking at a run always brings it on.
    """
    with transaction.atomic():
        runs = _free_runs(list(run_ids), carrier=carrier)
        starts = _startable(runs, now=now)
        work = _write(starts[:room], carrier=carrier, now=now)
        starting = {start.run.pk for start in starts}
        idle = [run for run in runs if run.pk not in starting]
        again = settling.settle(idle, now=now)
        crowded = {start.run.pk for start in starts[room:]}
        return Claimed(work=work, again=[*again, *crowded])


def _free_runs(run_ids: Sequence[int], *, carrier: Carrier) -> list[ProcessRun]:
    candidates = ProcessRun.objects.filter(pk__in=run_ids, status__in=OPEN)
    rows = sql.locked(candidates.order_by("pk"), skip=True)
    runs = [run for run in rows if run.robot_id in {None, carrier.robot_id}]
    return _first_in_their_lanes(runs)


def _first_in_their_lanes(runs: list[ProcessRun]) -> list[ProcessRun]:
    lanes = {run.lane for run in runs if run.lane and run.status == Status.WAITING}
    if not lanes:
        return runs
    in_lanes = ProcessRun.objects.filter(lane__in=lanes)
    taken = set(
        in_lanes.filter(status__in=ACTIVE).values_list("lane", flat=True).distinct()
    )
    first = set(
        in_lanes.filter(status=Status.WAITING)
        .values("lane")
        .annotate(first=Min("pk"))
        .values_list("first", flat=True)
    )
    return [
        run
        for run in runs
        if run.lane is None
        or run.status != Status.WAITING
        or (run.pk in first and run.lane not in taken)
    ]


def _startable(runs: Sequence[ProcessRun], *, now: dt.datetime) -> list[_Start]:
    begun = _step_runs(runs)
    starts = []
    for run in runs:
        plan, steps = plans.of_version(run.version_id), begun[run.pk]
        if run.stop_kind:
            continue
        states = {key: step_run.status for key, step_run in steps.items()}
        starts += [
            _Start(run=run, step=step, step_run=None)
            for step in engine.startable(plan, states)
        ]
        starts += [
            _Start(run=run, step=plan.step(key), step_run=step_run)
            for key, step_run in steps.items()
            if step_run.status == Status.WAITING
            and (step_run.wake_at is None or step_run.wake_at <= now)
        ]
    return starts


def _step_runs(runs: Sequence[ProcessRun]) -> dict[int, dict[str, StepRun]]:
    begun: dict[int, dict[str, StepRun]] = defaultdict(dict)
    # A run that waits has begun no step: the common case asks nothing.
    active = [run.pk for run in runs if run.status != Status.WAITING]
    if active:
        for step_run in StepRun.objects.filter(run__in=active):
            begun[step_run.run_id][step_run.key] = step_run
    return begun


def _write(
    starts: Sequence[_Start], *, carrier: Carrier, now: dt.datetime
) -> list[Work]:
    if not starts:
        return []
    token = uuid.uuid4()
    step_runs = [_leased(start, token=token, now=now) for start in starts]
    begun_before = [start.step_run is not None for start in starts]
    StepRun.objects.bulk_create(itertools.compress(step_runs, map(not_, begun_before)))
    StepRun.objects.bulk_update(
        itertools.compress(step_runs, begun_before), _CHANGED_BY_A_CLAIM
    )
    attempts = Attempt.objects.bulk_create(
        Attempt(
            step_run=step_run,
            number=step_run.attempts_made,
            lease_token=token,
            robot_id=carrier.robot_id,
            task_id=carrier.task_id,
            started_at=now,
        )
        for step_run in step_runs
    )
    ProcessRun.objects.filter(pk__in={start.run.pk for start in starts}).update(
        status=Status.RUNNING,
        waiting_for=WaitingFor.NOTHING,
        started_at=Coalesce("started_at", now),
        wake_at=None,
    )
    return [
        Work(run=start.run, step=start.step, step_run=step_run, attempt=attempt)
        for start, step_run, attempt in zip(starts, step_runs, attempts, strict=True)
    ]


def _leased(start: _Start, *, token: uuid.UUID, now: dt.datetime) -> StepRun:
    step_run = start.step_run or StepRun(
        run=start.run, key=start.step.key, created_at=now, started_at=now
    )
    step_run.status = Status.RUNNING
    step_run.waiting_for = WaitingFor.NOTHING
    step_run.stop_kind = StopKind.NONE
    step_run.wake_at = None
    step_run.attempts_made += 1
    step_run.lease_token = token
    step_run.lease_until = (
        now + dt.timedelta(seconds=start.step.timeout_s) + LEASE_MARGIN
    )
    return step_run
