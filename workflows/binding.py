"""Binds a definition to its account: names become GUIDs, credentials secrets (D5)."""

from __future__ import annotations

import dataclasses

from django.utils.translation import gettext as _

import runs.actions
from accounts import keys
from accounts.models import Account
from runs.definitions import credentials
from runs.exceptions import StartRefusedError
from runs.models import Process
from workflows.definition import Definition, Step
from workflows.definition.kinds import http, process
from workflows.exceptions import InvalidWorkflowError


def bound(account: Account, read: Definition) -> Definition:
    """The definition as it can be compiled; writes the secrets that are new.

    Raises InvalidWorkflowError for a process that is not there.
    """
    read = dataclasses.replace(read, steps=_named(account, read))
    steps = tuple(_secured(account, step) for step in read.steps)
    return dataclasses.replace(read, steps=steps)


def _named(account: Account, read: Definition) -> tuple[Step, ...]:
    """The steps, with the GUID in place of each name or number of a process."""
    steps, sentences = [], {}
    for place, step in enumerate(read.steps):
        if isinstance(step.details, process.Details):
            try:
                guid = str(_found(account, step.details.process).guid)
                details = dataclasses.replace(step.details, process=guid)
                step = dataclasses.replace(step, details=details)  # noqa: PLW2901
            except StartRefusedError as refusal:
                sentences[f"steps.{place}.process"] = str(refusal)
        steps.append(step)
    if sentences:
        raise InvalidWorkflowError(sentences)
    return tuple(steps)


def _found(account: Account, named: str) -> Process:
    """By GUID or number, else by name; raises StartRefusedError."""
    living = Process.objects.living().filter(account=account)
    guid = keys.read_guid(named)
    found = living.filter(guid=guid).first() if guid else None
    if found is None and named.isascii() and named.isdigit() and len(named) < 19:
        found = living.filter(number=int(named)).first()
    try:
        return found or runs.actions.find_by_name(account, named)
    except Process.DoesNotExist:
        raise StartRefusedError(
            _("There is no job or workflow “%(name)s”. Make it first, or name another.")
            % {"name": named}
        ) from None


def _secured(account: Account, step: Step) -> Step:
    call = step.details
    if not isinstance(call, http.Details):
        return step
    headers = credentials.secured(
        account, call.headers, url=call.url, internal=call.internal
    )
    return dataclasses.replace(step, details=dataclasses.replace(call, headers=headers))
