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
from runs.models import Process
from workflows import compile as compiler
from workflows import definition
from workflows.definition import Definition
from workflows.exceptions import InvalidWorkflowError
from workflows.models import Workflow


def create(account: Account, values: Mapping[str, Any], *, by: str = "") -> Workflow:
    """A workflow of these values; raises InvalidWorkflowError before it writes."""
    workflow = Workflow(account=account, kind=ProcessKind.WORKFLOW)
    return _save(workflow, definition.read(values), values, by=by)


def change(workflow: Workflow, values: Mapping[str, Any], *, by: str = "") -> Workflow:
    """Take over these field values; a changed plan becomes a new version."""
    read = definition.read(values)
    renamed = workflow.name != read.name
    with transaction.atomic():
        _save(workflow, read, values, by=by)
        if renamed:
            schedules.actions.rename_tasks(workflow)
    return workflow


def delete(workflow: Workflow, *, now: dt.datetime) -> None:
    """Take it away from its users, with its schedules; its runs stay."""
    with transaction.atomic():
        schedules.actions.delete_all(workflow, now=now)
        runs.actions.archive(workflow, now=now)


def _save(
    workflow: Workflow, read: Definition, values: Mapping[str, Any], *, by: str
) -> Workflow:
    workflow.name = read.name
    for name in switches.NAMES:
        if name in values:
            setattr(workflow, name, values[name])
    try:
        with transaction.atomic():
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


def _is_taken(workflow: Workflow) -> bool:
    """Whether another workflow of the account has its name."""
    others = Process.objects.living().exclude(pk=workflow.pk)
    return others.filter(
        account=workflow.account, kind=ProcessKind.WORKFLOW, name=workflow.name
    ).exists()
