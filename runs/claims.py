"""Taking work: which steps of which runs this worker carries out now.

One transaction locks the runs, asks the engine what may start, and writes step
runs and attempts with a lease. Only after it has committed is anything sent.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Min

from runs import engine, plans, settling, sql, wallet
from runs.choices import ACTIVE, OPEN, Status, StopKind, WaitingFor
from runs.leases import LEASE
from runs.models import Attempt, ProcessRun, StepRun
from runs.plan import Step
from runs.slots import Slots
from runs.steps import http
from runs.work import Carrier, Work

_LOOKED_AT = (*settling.LOOKED_AT, "account_id", "robot_id", "waiting_for")


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
class _Leased:
    start: _Start
    id: int
    guid: uuid.UUID
    number: int


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
    rows = sql.lock(ProcessRun, carriers, _LOOKED_AT, skip=True)
    runs = [
        run
        for run in rows
        if run.status in OPEN and run.robot_id in {None, carriers[run.pk].robot_id}
    ]
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
    steps = _lease(starts, token=token, now=now)
    attempt_ids = sql.insert_rows(
        Attempt,
        [
            {
                "step_run_id": step.id,
                "number": step.number,
                "robot_id": carriers[step.start.run.pk].robot_id,
                "task_id": carriers[step.start.run.pk].task_id,
            }
            for step in steps
        ],
        lease_token=token,
        started_at=now,
    )
    _set_running([start.run for start in starts], now=now)
    secrets = wallet.opened((start.run.account_id, start.step) for start in starts)
    return [
        Work(
            run=step.start.run,
            step=step.start.step,
            step_run_id=step.id,
            key=step.guid,
            attempt_id=attempt_id,
            number=step.number,
            lease_token=token,
            carrier=carriers[step.start.run.pk],
            secrets=wallet.of(step.start.step, step.start.run.account_id, secrets),
        )
        for step, attempt_id in zip(steps, attempt_ids, strict=True)
    ]


def _lease(
    starts: Sequence[_Start], *, token: uuid.UUID, now: dt.datetime
) -> list[_Leased]:
    """Step runs under way, some of them new."""
    lease = {
        "status": Status.RUNNING,
        "waiting_for": WaitingFor.NOTHING,
        "lease_token": token,
        "lease_until": now + LEASE,
    }
    new = [(start, uuid.uuid4()) for start in starts if start.step_run is None]
    ids = sql.insert_rows(
        StepRun,
        [
            {"guid": guid, "run_id": start.run.pk, "key": start.step.key}
            for start, guid in new
        ],
        **lease,
        attempts_made=1,
        created_at=now,
        started_at=now,
    )
    again = [_taken_up(start) for start in starts if start.step_run is not None]
    sql.update_rows(
        StepRun,
        [{"id": step.id, "attempts_made": step.number} for step in again],
        **lease,
        stop_kind=StopKind.NONE,
        wake_at=None,
    )
    return again + [
        _Leased(start=start, id=step_id, guid=guid, number=1)
        for (start, guid), step_id in zip(new, ids, strict=True)
    ]


def _taken_up(start: _Start) -> _Leased:
    """A step run that has waited for its next attempt."""
    assert start.step_run is not None
    return _Leased(
        start=start,
        id=start.step_run.pk,
        guid=start.step_run.guid,
        number=start.step_run.attempts_made + 1,
    )


def _set_running(runs: Iterable[ProcessRun], *, now: dt.datetime) -> None:
    # Its lease is swept; only a deadline has to be looked after.
    rows = {
        run.pk: {
            "id": run.pk,
            "started_at": run.started_at or now,
            "wake_at": run.deadline_at,
        }
        for run in runs
    }
    sql.update_rows(
        ProcessRun,
        list(rows.values()),
        status=Status.RUNNING,
        waiting_for=WaitingFor.NOTHING,
    )
