"""Every write of this app, one function per use case."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

import runs.actions
import schedules.actions
from accounts.actions import keep_secret
from accounts.models import Account
from jobs import compile as compiler
from jobs import definition
from jobs.definition import Definition
from jobs.models import Job
from runs import outgoing, switches
from runs.choices import ProcessKind

# Headers whose literal value is a credential and moves to a secret (D5).
CREDENTIAL_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "x-api-key"}
)
# The address by which Turm's document calls the scheduler itself.
DOCUMENTED_ORIGIN = "http://localhost:8000"


def own_origins(request_origin: str = "") -> Sequence[str]:
    """The addresses that are cut off the URL of an internal job."""
    known = (settings.INTERNAL_BASE_URL, request_origin, DOCUMENTED_ORIGIN)
    return [origin for origin in known if origin]


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
    read = definition.read(values, own_origins=own_origins(origin))
    job = Job(account=account, kind=ProcessKind.JOB)
    return _save(job, read, values, by=by)


def change(
    job: Job, values: Mapping[str, Any], *, origin: str = "", by: str = ""
) -> Job:
    """Take over these field values; a changed plan becomes a new version."""
    read = definition.read(values, own_origins=own_origins(origin))
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
    """The headers with literal credentials replaced by the names of their secrets."""
    url = settings.INTERNAL_BASE_URL if read.internal else read.url
    host = outgoing.host_of(url)
    return {
        name: _reference(account, host, name, value)
        if _is_literal(name, value)
        else value
        for name, value in read.headers.items()
    }


def _is_literal(name: str, value: str) -> bool:
    return name.lower() in CREDENTIAL_HEADERS and bool(value) and "{{" not in value


def _reference(account: Account, host: str, name: str, value: str) -> str:
    stem = re.sub(r"[\W_]+", "_", f"{host}_{name}".lower(), flags=re.ASCII)
    stem = stem if stem[0].isalpha() else f"host_{stem}"
    secret = keep_secret(account, stem=stem[:90], host=host, value=value)
    return f"{{{{ secrets.{secret.name} }}}}"
