"""Taking work: which steps of which runs this worker carries out now.

One transaction locks the runs, asks the engine what may start, and writes step
runs and attempts with a lease. Only after it has committed is anything sent.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from runs import endings, exchange, lanes, looking, settling, sql, wallet
from runs.choices import OPEN, Status, StopKind, WaitingFor
from runs.leases import LEASE
from runs.models import Attempt, ProcessRun, StepRun
from runs.progress import Call, Progress
from runs.slots import Slots
from runs.standings import Standing
from runs.steps import http
from runs.work import Carrier, Work

_LOOKED_AT = (
    *settling.LOOKED_AT,
    "step_input",
    "account_id",
    "robot_id",
    "continued_from",
    "depth",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leased:
    call: Call
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
    looks = looking.look(_free_runs(carriers), now=now)
    chosen, crowded = [], []
    for call in (call for each in looks for call in each.calls):
        if slots.take(http.host(call.step)):
            taken.append(http.host(call.step))
            chosen.append(call)
        else:
            crowded.append(call)
    work = _write(chosen, carriers=carriers, now=now)
    again = _settle(looks, chosen, now=now)
    _say_what_for([call.run for call in crowded])
    held = {call.run.pk for call in crowded}
    return Claimed(
        work=work,
        again=[run_id for run_id in again if run_id not in held],
        crowded=[(http.host(call.step), call.run.pk) for call in crowded],
    )


def _settle(
    looks: Sequence[Progress], chosen: Sequence[Call], *, now: dt.datetime
) -> list[int]:
    """Write where the runs stand now; the runs to look at next, those that these have
    started among them."""
    begun = {call.run.pk for call in chosen}
    by_run = {each.run.pk: each for each in looks}
    for call in chosen:
        by_run[call.run.pk].stands(call.step.key, Standing(Status.RUNNING))
    refused = [each for each in looks if each.refusal]
    rows = [endings.failure(each.run, each.refusal, now=now) for each in refused]
    next_ones = settling.finish([each.run for each in refused], rows, now=now)
    # Where nothing has moved, all calls wait for a slot: who has them goes on.
    moved = [
        each
        for each in looks
        if not each.refusal
        and (each.has_moved or each.run.pk in begun or not each.calls)
    ]
    known = {each.run.pk: each.steps for each in moved}
    next_ones += settling.settle([each.run for each in moved], now=now, known=known)
    return [*(pk for each in looks for pk in each.started), *next_ones]


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
        if run.status in OPEN
        and run.waiting_for != WaitingFor.ANSWER
        and run.robot_id in {None, carriers[run.pk].robot_id}
    ]
    return lanes.first_in_theirs(runs)


def _write(
    calls: Sequence[Call], *, carriers: Mapping[int, Carrier], now: dt.datetime
) -> list[Work]:
    if not calls:
        return []
    token = uuid.uuid4()
    steps = _lease(calls, token=token, now=now)
    attempt_ids = sql.insert_rows(
        Attempt,
        [
            {
                "step_run_id": step.id,
                "number": step.number,
                "robot_id": carriers[step.call.run.pk].robot_id,
                "task_id": carriers[step.call.run.pk].task_id,
            }
            for step in steps
        ],
        lease_token=token,
        started_at=now,
    )
    secrets = wallet.opened((call.run.account_id, call.step) for call in calls)
    return [
        Work(
            run=step.call.run,
            step=step.call.step,
            step_run_id=step.id,
            key=step.guid,
            attempt_id=attempt_id,
            number=step.number,
            lease_token=token,
            carrier=carriers[step.call.run.pk],
            secrets=wallet.of(step.call.step, step.call.run.account_id, secrets),
            context=step.call.context,
            masked=step.call.masked,
        )
        for step, attempt_id in zip(steps, attempt_ids, strict=True)
    ]


def _lease(
    calls: Sequence[Call], *, token: uuid.UUID, now: dt.datetime
) -> list[_Leased]:
    """Step runs under way, some of them new."""
    lease = {
        "status": Status.RUNNING,
        "waiting_for": WaitingFor.NOTHING,
        "lease_token": token,
        "lease_until": now + LEASE,
    }
    new = [(call, uuid.uuid4()) for call in calls if call.taken is None]
    ids = sql.insert_rows(
        StepRun,
        [
            {
                "guid": guid,
                "run_id": call.run.pk,
                "key": call.step.key,
                "input": exchange.storable(call.input),
            }
            for call, guid in new
        ],
        **lease,
        attempts_made=1,
        created_at=now,
        started_at=now,
    )
    again = [
        _Leased(call=call, id=own.id, guid=own.guid, number=own.attempts_made + 1)
        for call in calls
        if (own := call.taken) is not None
    ]
    sql.update_rows(
        StepRun,
        [{"id": step.id, "attempts_made": step.number} for step in again],
        **lease,
        stop_kind=StopKind.NONE,
        wake_at=None,
    )
    return again + [
        _Leased(call=call, id=step_id, guid=guid, number=1)
        for (call, guid), step_id in zip(new, ids, strict=True)
    ]
