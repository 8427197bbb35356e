"""Every write of this app that people and other floors ask for."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.exceptions import SecretUnreadableError
from accounts.models import Account
from runs import (
    continuing,
    dispatch,
    inputs,
    names,
    outside,
    plans,
    rotation,
    sealing,
    sql,
    starting,
    stopping,
)
from runs.choices import Origin, ProcessKind, Status, StopKind, WaitingFor
from runs.exceptions import InvalidInputError, StartRefusedError
from runs.models import Process, ProcessRun, ProcessVersion, Robot
from runs.starting import Start

# The others are made here.
__all__ = ["Start"]

logger = logging.getLogger(__name__)

SUPERSEDED = "A later firing of the schedule took its place before it could begin."


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

    A name that nothing has is looked for again with all its blanks alike. Raises
    Process.DoesNotExist, or StartRefusedError where several could be meant.
    """
    living = Process.objects.living().filter(account=account)
    if names.refusal(name) or not name.strip():
        raise Process.DoesNotExist
    for alike in (Q(name=name), Q(name__regex=names.with_any_blanks(name))):
        for kind in (ProcessKind.WORKFLOW, ProcessKind.JOB):
            found = list(living.filter(alike, kind=kind)[:2])
            if len(found) > 1:
                raise _several(kind, name)
            if found:
                return found[0]
    raise Process.DoesNotExist


def _several(kind: ProcessKind, name: str) -> StartRefusedError:
    sentence = _(
        "Several jobs are called “%(name)s”. Start the one you mean by its id."
    )
    if kind == ProcessKind.WORKFLOW:
        sentence = _(
            "But for their blanks several workflows are called “%(name)s”. Write the "
            "name exactly, or start the one you mean by its id."
        )
    return StartRefusedError(sentence % {"name": name})


def start(wanted: Start, *, now: dt.datetime) -> ProcessRun:
    """Begin a run: durable when this returns, carried out soon after.

    Raises StartRefusedError with a sentence for the user; where values of the input
    cannot be taken it is an InvalidInputError with a sentence for each.
    """
    known = _known_run(wanted)
    if known is not None:
        return known
    _check_may_start(wanted.process)
    _check_input(wanted)
    try:
        [run_id] = start_many([wanted], now=now)
        return starting.begun(run_id)
    except IntegrityError:
        # The same key was said twice at the same time.
        known = _known_run(wanted)
        if known is None:
            raise
        return known


def again(run: ProcessRun, *, now: dt.datetime) -> ProcessRun:
    """Run the same version with the same input once more."""
    return start(_like(run, Origin.AGAIN, run.version), now=now)


def continue_run(
    run: ProcessRun, *, newest: bool = False, by: str = "", now: dt.datetime
) -> ProcessRun:
    """A new run that goes on where this one failed.

    Steps that succeeded or were skipped are taken over, as far as the plan still has
    them and all they need was taken over, too; the rest is carried out. `newest`
    takes the process's current version instead of the run's. Raises
    StartRefusedError.
    """
    continuing.check(run)
    version = run.process.current_version if newest else run.version
    like = _like(run, Origin.CONTINUE, version or run.version)
    wanted = dataclasses.replace(like, due_at=run.due_at, continued_from=run.guid)
    with transaction.atomic():
        new = start(wanted, now=now)
        continuing.take_over(run, new, now=now)
    logger.info("Run %s continues run %s, asked by %s", new.guid, run.guid, by)
    return new


def take(run: ProcessRun, *, by_robot: Robot | None = None, now: dt.datetime) -> bool:
    """An outside robot carries the run out and will `report`; our workers leave it.

    False if the run does not wait any more, waits for another robot, or is not the
    next of its lane.
    """
    return outside.take(run, by_robot=by_robot, now=now)


def report(
    run: ProcessRun,
    *,
    succeeded: bool,
    output: Mapping[str, Any] | None = None,
    error: str = "",
    now: dt.datetime,
) -> bool:
    """End a run that was taken; False if it has ended, or was never taken.

    A run that somebody has stopped in the meantime is stopped, whatever came of it.
    """
    return outside.report(
        run, succeeded=succeeded, output=output or {}, error=error, now=now
    )


def stop(run: ProcessRun, *, kind: StopKind, by: str, now: dt.datetime) -> bool:
    """A person ends a run; False if it had ended already (see `stopping.stop`)."""
    why = _("Stopped by %(by)s.") if kind == StopKind.STOP else _("Cut off by %(by)s.")
    return stopping.stop(run, kind=kind, why=why % {"by": by}, now=now)


def start_many(wanted: Sequence[Start], *, now: dt.datetime) -> list[int]:
    """Begin many runs at once, without asking whether they may; returns their ids.

    A run whose input its plan does not take fails, in words, when it is looked at.
    """
    with transaction.atomic():
        run_ids = starting.insert(wanted, now=now)
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


def rotate_inputs() -> int:
    """See `rotation.rotate`: of all runs."""
    return rotation.rotate(ProcessRun)


def _like(run: ProcessRun, origin: Origin, version: ProcessVersion) -> Start:
    """A start with the run's input; raises StartRefusedError if it is unreadable."""
    known = plans.of_version(version.pk).by_key
    plan = plans.of_version(run.version_id)
    try:
        given = sealing.opened(run.input, plan.secret_names)
    except SecretUnreadableError as error:
        raise StartRefusedError(
            _("A secret value of this run cannot be read with the keys in VAULT_KEYS.")
        ) from error
    return Start(
        process=run.process,
        origin=origin,
        origin_guid=run.guid,
        input=given,
        step_input={k: said for k, said in run.step_input.items() if k in known},
        version=version,
        unknown_input="pass",
    )


def _check_may_start(process: Process) -> None:
    if process.archived_at is not None:
        raise StartRefusedError(_("“%s” has been deleted.") % process.name)
    if not process.enabled:
        raise StartRefusedError(
            _("“%s” is switched off. Enable it to start it.") % process.name
        )


def _check_input(wanted: Start) -> None:
    sentences = inputs.refusals(
        plans.of_version(wanted.version_id),
        wanted.input,
        wanted.step_input,
        pass_unknown=wanted.unknown_input == "pass",
    )
    if sentences:
        raise InvalidInputError(sentences)


def _known_run(wanted: Start) -> ProcessRun | None:
    """The run that was started under the same key; refuses another one's key."""
    if wanted.idempotency_key is None:
        return None
    known = ProcessRun.objects.filter(
        account_id=wanted.process.account_id, idempotency_key=wanted.idempotency_key
    ).first()
    if known is not None and not _is_same(known, wanted):
        raise StartRefusedError(
            _("This Idempotency-Key belongs to another start. Use a new one.")
        )
    return known


def _is_same(known: ProcessRun, wanted: Start) -> bool:
    if (known.process_id, known.step_input) != (wanted.process.pk, wanted.step_input):
        return False
    # As its version read it then: the current one may have other defaults.
    plan = plans.of_version(known.version_id)
    try:
        opened = sealing.opened(known.input, plan.secret_names)
    except SecretUnreadableError:
        return False
    return opened == inputs.filled(plan, wanted.input)
