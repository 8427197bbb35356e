"""Every write of this app, one function per use case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

import runs.actions
import schedules.actions
from accounts.models import Account
from runs import switches
from runs.choices import ProcessKind
from runs.definitions import credentials
from runs.models import Process, ProcessVersion
from workflows import binding, definition
from workflows import compile as compiler
from workflows.definition import Definition
from workflows.exceptions import InvalidWorkflowError
from workflows.models import Workflow, draw_token

# What a version says of a workflow; its name and switches stay as they are.
RESTORED = ("stop_on_error", "parameters", "outputs", "steps")


def create(
    account: Account,
    values: Mapping[str, Any],
    *,
    origin: str = "",
    by: str = "",
    number: int | None = None,
) -> Workflow:
    """A workflow of these values; raises InvalidWorkflowError before it writes.

    `origin` is the address under which the caller reached us; `by` names the user;
    `number` is its number of ten digits, drawn if left out.
    """
    read = definition.read(values, own_origins=credentials.own_origins(origin))
    workflow = Workflow(account=account, kind=ProcessKind.WORKFLOW)
    if number is not None:
        workflow.number = number
    return _save(workflow, read, values, by=by)


def change(
    workflow: Workflow, values: Mapping[str, Any], *, origin: str = "", by: str = ""
) -> Workflow:
    """Take over these field values; a changed plan becomes a new version.

    What of the definition is left out has its default; switches stay as they are.
    """
    read = definition.read(values, own_origins=credentials.own_origins(origin))
    renamed = workflow.name != read.name
    with transaction.atomic():
        _save(workflow, read, values, by=by)
        if renamed:
            schedules.actions.rename_tasks(workflow)
    return workflow


def restore(workflow: Workflow, version: ProcessVersion, *, by: str = "") -> Workflow:
    """Let it do again what this version of it did.

    Raises InvalidWorkflowError where that cannot be any more, such as for a step
    that starts a deleted process.
    """
    present = {"name": workflow.name, "webhook": workflow.webhook}
    former = {
        name: version.definition[name]
        for name in RESTORED
        if name in version.definition
    }
    return change(workflow, {**present, **former}, by=by)


def renew_webhook(workflow: Workflow) -> Workflow:
    """Give its webhook another address; the one before starts nothing any more."""
    workflow.webhook_token = draw_token()
    workflow.save(update_fields=["webhook_token", "updated_at"])
    return workflow


def delete(workflow: Workflow, *, now: dt.datetime) -> None:
    """Take it away from its users, with its schedules; its runs stay."""
    with transaction.atomic():
        schedules.actions.delete_all(workflow, now=now)
        runs.actions.archive(workflow, now=now)


def _save(
    workflow: Workflow, read: Definition, values: Mapping[str, Any], *, by: str
) -> Workflow:
    try:
        with transaction.atomic():
            read = binding.bound(workflow.account, read)
            _take_over(workflow, read, values)
            workflow.save()
            runs.actions.publish(
                workflow,
                definition=compiler.document(read),
                plan=compiler.plan(read),
                by=by,
            )
    except IntegrityError as error:
        if not _is_taken(workflow):
            raise
        raise InvalidWorkflowError(
            {"name": _("There is a workflow of this name already. Choose another.")}
        ) from error
    return workflow


def _take_over(workflow: Workflow, read: Definition, values: Mapping[str, Any]) -> None:
    for name, value in compiler.document(read).items():
        setattr(workflow, name, value)
    for name in switches.NAMES:
        if name in values:
            setattr(workflow, name, values[name])
    if workflow.webhook and not workflow.webhook_token:
        workflow.webhook_token = draw_token()


def _is_taken(workflow: Workflow) -> bool:
    """Whether another workflow of the account has its name."""
    others = Process.objects.living().exclude(pk=workflow.pk)
    return others.filter(
        account=workflow.account, kind=ProcessKind.WORKFLOW, name=workflow.name
    ).exists()
