"""Every write of this app, one function per use case."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

import runs.actions
import schedules.actions
from accounts.models import Account
from jobs import compile as compiler
from jobs import definition
from jobs.definition import Definition
from jobs.models import Job
from runs import switches
from runs.choices import ProcessKind
from runs.definitions import credentials


def create(
    account: Account,
    values: Mapping[str, Any],
    *,
    origin: str = "",
    by: str = "",
) -> Job:
    """A job of these field values; raises InvalidJobError before anything is written.

    `origin` is the address under which the caller reached us; `by` names the user.
    """
    read = definition.read(values, own_origins=credentials.own_origins(origin))
    job = Job(account=account, kind=ProcessKind.JOB)
    return _save(job, read, values, by=by)


def change(
    job: Job, values: Mapping[str, Any], *, origin: str = "", by: str = ""
) -> Job:
    """Take over these field values; a changed plan becomes a new version."""
    read = definition.read(values, own_origins=credentials.own_origins(origin))
    renamed = job.name != read.name
    with transaction.atomic():
        _save(job, read, values, by=by)
        if renamed:
            schedules.actions.rename_tasks(job)
    return job


def delete(job: Job, *, now: dt.datetime) -> None:
    """Take it away from its users, with its schedules; its runs stay."""
    with transaction.atomic():
        schedules.actions.delete_all(job, now=now)
        runs.actions.archive(job, now=now)


def _save(job: Job, read: Definition, values: Mapping[str, Any], *, by: str) -> Job:
    with transaction.atomic():
        read = dataclasses.replace(read, headers=_secured(job.account, read))
        for name, value in compiler.document(read).items():
            setattr(job, name, value)
        for name in switches.NAMES:
            if name in values:
                setattr(job, name, values[name])
        job.save()
        runs.actions.publish(
            job, definition=compiler.document(read), plan=compiler.plan(read), by=by
        )
    return job


def _secured(account: Account, read: Definition) -> dict[str, str]:
    return credentials.secured(
        account, read.headers, url=read.url, internal=read.internal
    )
