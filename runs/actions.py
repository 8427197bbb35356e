"""Every write of this app that people and other floors ask for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from runs import dispatch, settling, sql, stopping
from runs.choices import Origin, ProcessKind, Status, StopKind, WaitingFor
from runs.exceptions import StartRefusedError
from runs.models import Process, ProcessRun, ProcessVersion

SUPERSEDED = "A later firing of the schedule took its place before it could begin."


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A run that is to begin; version and input are fixed here, not at its claim."""

    process: Process
    origin: Origin
    origin_guid: uuid.UUID | None = None
    due_at: dt.datetime | None = None
    input: Mapping[str, Any] = field(default_factory=dict)
    # The lane of the starter (D3); a unique process has its own.
    lane: uuid.UUID | None = None
    # None: the current one.
    version: ProcessVersion | None = None
    # A caller's own: said again, it means the same run.
    idempotency_key: str | None = None


def publish(
    process: Process,
    *,
    definition: Mapping[str, Any],
    plan: Mapping[str, Any],
    by: str = "",
) -> ProcessVersion:
    """Make this the current version of the process, unless its plan is the same."""
    with transaction.atomic():
        # Whoever saves at the same time waits here, and counts on from our version.
        locked: Process = sql.locked(Process.objects.filter(pk=process.pk)).get()
        current = locked.current_version
        if current and current.plan == plan:
            return current
        version = ProcessVersion.objects.create(
            process=process,
            number=current.number + 1 if current else 1,
            definition=definition,
            plan=plan,
            created_by=by,
        )
        process.current_version = version
        process.save(update_fields=["current_version", "updated_at"])
    return version


def archive(process: Process, *, now: dt.datetime) -> None:
    """Delete it for its users; its versions and runs stay in the ledger."""
    Process.objects.filter(pk=process.pk, archived_at=None).update(
        archived_at=now, enabled=False
    )


def find_by_name(account: Account, name: str) -> Process:
    """What a start by name means: a workflow, else the one job of that name.

    Raises Process.DoesNotExist, or StartRefusedError where several jobs have it.
    """
    named = Process.objects.living().filter(account=account, name=name)
    workflow = named.filter(kind=ProcessKind.WORKFLOW).first()
    if workflow is not None:
        return workflow
    jobs = list(named.filter(kind=ProcessKind.JOB)[:2])
    if len(jobs) > 1:
        raise StartRefusedError(
            _("Several jobs are called “%(name)s”. Start the one you mean by its id.")
            % {"name": name}
        )
    if not jobs:
        raise Process.DoesNotExist
    return jobs[0]


def start(wanted: Start, *, now: dt.datetime) -> ProcessRun:
    """Begin a run: durable when this returns, carried out soon after.

    Raises StartRefusedError with a sentence for the user.
    """
    known = _known_run(wanted)
    if known is not None:
        return known
    process = wanted.process
    if process.archived_at is not None:
        raise StartRefusedError(_("“%s” has been deleted.") % process.name)
    if not process.enabled:
        raise StartRefusedError(
            _("“%s” is switched off. Enable it to start it.") % process.name
        )
    try:
        [run_id] = start_many([wanted], now=now)
        return ProcessRun.objects.get(pk=run_id)
    except IntegrityError:
        # The same key was said twice at the same time.
        known = _known_run(wanted)
        if known is None:
            raise
        return known


def again(run: ProcessRun, *, now: dt.datetime) -> ProcessRun:
    """Run the same version with the same input once more."""
    return start(
        Start(
            process=run.process,
            origin=Origin.AGAIN,
            origin_guid=run.guid,
            input=run.input,
            version=run.version,
        ),
        now=now,
    )


def stop(run: ProcessRun, *, kind: StopKind, by: str, now: dt.datetime) -> bool:
    """A person ends a run; False if it had ended already (see `stopping.stop`)."""
    why = _("Stopped by %(by)s.") if kind == StopKind.STOP else _("Cut off by %(by)s.")
    return stopping.stop(run, kind=kind, why=why % {"by": by}, now=now)


def start_many(wanted: Sequence[Start], *, now: dt.datetime) -> list[int]:
    """Begin many runs at once, without asking whether they may; returns their ids."""
    rows = [_row(each, now=now) for each in wanted]
    with transaction.atomic():
        run_ids = sql.insert_rows(
            ProcessRun,
            rows,
            status=Status.WAITING,
            wake_at=now + settling.HINT_LOST_AFTER,
            created_at=now,
        )
        dispatch.look_at(run_ids)
    return run_ids


def supersede(run_ids: Sequence[int], *, now: dt.datetime) -> list[int]:
    """End waiting runs that a later one replaces; returns those that still waited."""
    if not run_ids:
        return []
    with transaction.atomic():
        rows = ProcessRun.objects.filter(pk__in=run_ids, status=Status.WAITING)
        held = [run.pk for run in sql.locked(rows.order_by("pk"), skip=True)]
        ProcessRun.objects.filter(pk__in=held).update(
            status=Status.STOPPED,
            waiting_for=WaitingFor.NOTHING,
            wake_at=None,
            finished_at=now,
            error=SUPERSEDED,
        )
    return held


def _known_run(wanted: Start) -> ProcessRun | None:
    """The run that was started under the same key; refuses another one's key."""
    if wanted.idempotency_key is None:
        return None
    known = ProcessRun.objects.filter(
        account_id=wanted.process.account_id, idempotency_key=wanted.idempotency_key
    ).first()
    if known is None:
        return None
    if (known.process_id, known.input) != (wanted.process.pk, dict(wanted.input)):
        raise StartRefusedError(
            _("This Idempotency-Key belongs to another start. Use a new one.")
        )
    return known


def _row(wanted: Start, *, now: dt.datetime) -> sql.Row:
    process = wanted.process
    version_id = wanted.version.pk if wanted.version else process.current_version_id
    assert version_id is not None
    return {
        "guid": uuid.uuid4(),
        "account_id": process.account_id,
        "process_id": process.pk,
        "version_id": version_id,
        "input": dict(wanted.input),
        "origin": wanted.origin,
        "origin_guid": wanted.origin_guid,
        "due_at": wanted.due_at,
        "lane": process.lane or wanted.lane,
        "robot_id": process.robot_id,
        "waiting_for": WaitingFor.ROBOT if process.robot_id else WaitingFor.TURN,
        "idempotency_key": wanted.idempotency_key,
        "deadline_at": _deadline(process, now=now),
    }


def _deadline(process: Process, *, now: dt.datetime) -> dt.datetime | None:
    if process.stop_after_s is None:
        return None
    return now + dt.timedelta(seconds=process.stop_after_s)
