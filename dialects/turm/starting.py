"""Making jobs and starting workflows as the requests of this door say."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

import jobs.actions
import schedules.actions
from accounts.access import Access
from accounts.models import Account
from dialects.turm.errors import ConflictError, Fault, RefusedError, nothing_here
from dialects.turm.serializers import NewJob, Said, refused
from jobs.exceptions import InvalidJobError
from jobs.models import Job
from runs import actions, plans, sql
from runs.choices import ACTIVE, OPEN, Origin
from runs.exceptions import InvalidInputError, StartRefusedError
from runs.models import Process, ProcessRun
from schedules.models import Schedule

LONGEST_KEY = 255


class Begun(NamedTuple):
    run: ProcessRun
    # It was under way already, and its process runs one at a time.
    is_known: bool


def new_job(
    account: Account,
    wanted: NewJob,
    said: Said,
    *,
    origin: str,
    by: str,
    now: dt.datetime,
) -> tuple[Job, Schedule]:
    """The job and its plan, both or none; raises RefusedError."""
    schedule = {**wanted.schedule, "time_zone": account.time_zone}
    try:
        with transaction.atomic():
            job = jobs.actions.create(account, wanted.job, origin=origin, by=by)
            return job, schedules.actions.create(job, schedule, now=now)
    except InvalidJobError as error:
        raise refused(said, error.sentences) from error


def execute(
    access: Access, name: str, body: Any, *, key: str | None, now: dt.datetime
) -> Begun:
    """Start what is called so; `key` is the Idempotency-Key of the call, if any.

    Raises NotFound, RefusedError, ConflictError.
    """
    wanted = actions.Start(
        process=_named(access.account, name),
        origin=Origin.API,
        # A job's run is the origin of the workflow run that its call starts.
        origin_guid=uuid.UUID(access.run) if access.run else None,
        idempotency_key=key[:LONGEST_KEY] if key else None,
    )
    return _begin(wanted, body, now=now)


def execute_webhook(name: str, token: str, body: Any, *, now: dt.datetime) -> Begun:
    """Start the workflow that this secret opens; raises as `execute` does.

    `name` is the workflow's, whatever its blanks, or the secret once more. What the
    caller sends beside the declared parameters is passed on.
    """
    opened = Q(workflow__webhook=True, workflow__webhook_token=token)
    found = Process.objects.living().filter(opened).first()
    # A name may end in a slash; if it does not, it is the address's.
    said = [each.split() for each in (name, name.removesuffix("/"))]
    if found is None or not ([token] in said or found.name.split() in said):
        raise nothing_here()
    wanted = actions.Start(process=found, origin=Origin.WEBHOOK, unknown_input="pass")
    return _begin(wanted, body, now=now)


def _named(account: Account, name: str) -> Process:
    """A name may end in a slash; if none does, it is the address's."""
    for each in (name, name.removesuffix("/")):
        try:
            return actions.find_by_name(account, each)
        except Process.DoesNotExist:
            continue
        except StartRefusedError as refusal:
            raise ConflictError(str(refusal)) from refusal
    raise nothing_here()


def _begin(wanted: actions.Start, body: Any, *, now: dt.datetime) -> Begun:
    try:
        wanted = _with_input(wanted, body)
        with transaction.atomic():
            known = _under_way(wanted.process) if wanted.process.unique else None
            if known is not None:
                return Begun(known, is_known=True)
            return Begun(actions.start(wanted, now=now), is_known=False)
    except InvalidInputError as error:
        raise RefusedError(_faults(wanted, error.sentences)) from error
    except StartRefusedError as refusal:
        raise ConflictError(str(refusal)) from refusal


def _under_way(process: Process) -> ProcessRun | None:
    """The run that is not over: the one that goes on, else the one that waits.

    Holds the process's row, so that two calls at once start one run.
    """
    sql.locked(Process.objects.filter(pk=process.pk)).get()
    runs = ProcessRun.objects.filter(process=process, status__in=OPEN).order_by("pk")
    found = list(runs[:100])
    return next((run for run in found if run.status in ACTIVE), None) or next(
        iter(found), None
    )


def _with_input(wanted: actions.Start, body: Any) -> actions.Start:
    """An object is input of the workflow; an array holds one of each step, in order."""
    if isinstance(body, list):
        # Extra parameters: what a call's step does not declare joins its query.
        return dataclasses.replace(
            wanted, step_input=_positional(wanted, body), unknown_input="pass"
        )
    if isinstance(body, Mapping):
        return dataclasses.replace(wanted, input=dict(body))
    sentence = _("Give an array with an object for each step, or one object.")
    raise RefusedError([Fault(loc=("body",), msg=sentence, input=body)])


def _positional(wanted: actions.Start, body: list[Any]) -> dict[str, dict[str, Any]]:
    keys = _step_keys(wanted)
    faults = [_fault_of_place(place, keys, given) for place, given in enumerate(body)]
    if any(faults):
        raise RefusedError([fault for fault in faults if fault])
    return {key: given for key, given in zip(keys, body, strict=False) if given}


def _fault_of_place(place: int, keys: list[str], given: Any) -> Fault | None:
    sentence = ""
    if given is not None and not isinstance(given, dict):
        sentence = _("Give an object of parameters and their values.")
    elif place >= len(keys):
        sentence = _("The workflow has %(count)d steps only.") % {"count": len(keys)}
    return Fault(loc=("body", place), msg=sentence, input=given) if sentence else None


def _step_keys(wanted: actions.Start) -> list[str]:
    return [step.key for step in plans.of_version(wanted.version_id).steps]


def _faults(wanted: actions.Start, sentences: Mapping[str, str]) -> list[Fault]:
    """At the places where the values stand in the body."""
    keys = _step_keys(wanted)
    return [
        Fault(loc=("body", *_place(place, keys)), msg=sentence)
        for place, sentence in sentences.items()
    ]


def _place(place: str, keys: list[str]) -> list[str | int]:
    """`step_input.query_1.name` is 0, "name"; `input.name` is "name"."""
    kind, *rest = place.split(".", 2)
    if kind == "step_input" and rest and rest[0] in keys:
        return [keys.index(rest[0]), *rest[1:]]
    return [".".join(rest)] if rest else []
