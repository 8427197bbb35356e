"""Taking work: which steps of which runs this worker carries out now.

One transaction locks the runs, asks the engine what may start, and writes step
runs and attempts with a lease. Only after it has committed is anything sent.
"""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import not_

from django.db import transaction
from django.db.models import F, Min
from django.db.models.functions import Coalesce

from runs import engine, plans, settling, sql, wallet
from runs.choices import ACTIVE, OPEN, Status, StopKind, WaitingFor
from runs.leases import LEASE
from runs.models import Attempt, ProcessRun, StepRun
from runs.plan import Step
from runs.slots import Slots
from runs.steps import http
from runs.work import Carrier, Work

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

    @property
    def host(self) -> str:
        return http.host(self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    work: list[Work]
    # Runs that have ended or moved on, so that there is more to look at.
    again: list[int]
    # Host and run of steps for which there was no slot.
    crowded: list[tuple[str, int]]


def claim(
    carriers: Mapping[int, Carrier], *, now: dt.datetime, slots: Slots
) -> Claimed:
    """Claim the steps of these runs that can start and find a slot.

    `carriers` says by run id who brought it. Runs that somebody else is looking at,
    that wait for another robot or in a lane that is taken are left out: whoever holds
    them goes on with them. Runs in which nothing can start are settled, so that
    looking at a run always brings it on.
    """
    taken: list[str] = []
    try:
        with transaction.atomic():
            return _claim(carriers, now=now, slots=slots, taken=taken)
    except BaseException:
        # Nothing was written, so nothing is under way.
        for host in taken:
            slots.give_back(host)
        raise


def _claim(
    carriers: Mapping[int, Carrier], *, now: dt.datetime, slots: Slots, taken: list[str]
) -> Claimed:
    runs = _free_runs(carriers)
    starts = _startable(runs, now=now)
    chosen, crowded = [], []
    for start in starts:
        if slots.take(start.host):
            taken.append(start.host)
            chosen.append(start)
        else:
            crowded.append(start)
    work = _write(chosen, carriers=carriers, now=now)
    starting = {start.run.pk for start in starts}
    again = settling.settle([run for run in runs if run.pk not in starting], now=now)
    _say_what_for([start.run for start in crowded])
    return Claimed(
        work=work, again=again, crowded=[(s.host, s.run.pk) for s in crowded]
    )


def _say_what_for(crowded: Sequence[ProcessRun]) -> None:
    unsaid = [
        run.pk
        for run in crowded
        if run.status == Status.WAITING and run.waiting_for != WaitingFor.SLOT
    ]
    if unsaid:
        waiting = ProcessRun.objects.filter(pk__in=unsaid, status=Status.WAITING)
        waiting.update(waiting_for=WaitingFor.SLOT)


def _free_runs(carriers: Mapping[int, Carrier]) -> list[ProcessRun]:
    candidates = ProcessRun.objects.filter(pk__in=list(carriers), status__in=OPEN)
    rows = sql.locked(candidates.order_by("pk"), skip=True)
    runs = [run for run in rows if run.robot_id in {None, carriers[run.pk].robot_id}]
    return _first_in_their_lanes(runs)


def _first_in_their_lanes(runs: list[ProcessRun]) -> list[ProcessRun]:
    lanes = {run.lane for run in runs if run.lane and run.status == Status.WAITING}
    if not lanes:
        return runs
    in_lanes = ProcessRun.objects.filter(lane__in=lanes)
    # In this order: whoever claims the first one in between makes its lane taken.
    first = set(
        in_lanes.filter(status=Status.WAITING)
        .values("lane")
        .annotate(first=Min("pk"))
        .values_list("first", flat=True)
    )
    taken = set(
        in_lanes.filter(status__in=ACTIVE).values_list("lane", flat=True).distinct()
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
    starts: Sequence[_Start], *, carriers: Mapping[int, Carrier], now: dt.datetime
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
            robot_id=carriers[start.run.pk].robot_id,
            task_id=carriers[start.run.pk].task_id,
            started_at=now,
        )
        for step_run, start in zip(step_runs, starts, strict=True)
    )
    ProcessRun.objects.filter(pk__in={start.run.pk for start in starts}).update(
        status=Status.RUNNING,
        waiting_for=WaitingFor.NOTHING,
        started_at=Coalesce("started_at", now),
        # Its lease is swept; only a deadline has to be looked after.
        wake_at=F("deadline_at"),
    )
    secrets = wallet.opened((start.run.account_id, start.step) for start in starts)
    return [
        Work(
            run=start.run,
            step=start.step,
            step_run=step_run,
            attempt=attempt,
            carrier=carriers[start.run.pk],
            secrets=wallet.of(start.step, start.run.account_id, secrets),
        )
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
    step_run.lease_until = now + LEASE
    return step_run
