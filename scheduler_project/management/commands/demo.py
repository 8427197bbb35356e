from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

import jobs.actions
import schedules.actions
import workflows.actions
from accounts import actions as accounts
from accounts.models import Account
from runs.choices import ProcessKind
from runs.models import Process, ProcessVersion
from scheduler_project import demonstration, home
from scheduler_project.demonstration import Demo

ACCOUNT, USER = "demo", "admin"


class Command(BaseCommand):
    help = "Make the demo account, its user, jobs and workflows, unless they exist."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        account = accounts.open_account(name=ACCOUNT)
        accounts.admit(self._user(), account)
        for demo in demonstration.EVERYTHING:
            if not _was_made(account, demo):
                _make(account, demo)

    def _user(self) -> User:
        user, new = User.objects.get_or_create(
            username=USER, defaults={"is_staff": True, "is_superuser": True}
        )
        if new:
            user.set_password(_password())
            user.save()
        return user


def _was_made(account: Account, demo: Demo) -> bool:
    """Whether it is there, or was and has been renamed or deleted by its users."""
    kind = ProcessKind.WORKFLOW if demo.is_workflow else ProcessKind.JOB
    made = ProcessVersion.objects.filter(process__account=account, process__kind=kind)
    # A version keeps the name of its time.
    return made.filter(definition__name=demo.name).exists()


def _make(account: Account, demo: Demo) -> None:
    process: Process
    if demo.is_workflow:
        process = workflows.actions.create(account, demo.values, number=_number(demo))
    else:
        process = jobs.actions.create(account, demo.values)
    schedules.actions.create_many(process, demo.schedules, now=timezone.now())


def _number(demo: Demo) -> int | None:
    """Its number; None if that is somebody's already."""
    if demo.number is None:
        return None
    taken = Process.objects.filter(number=demo.number).exists()
    return None if taken else demo.number


def _password() -> str:
    """The password kept in the data directory, made on first use."""
    path = home.path() / "admin-password"
    kept = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    return kept or _keep(path, secrets.token_urlsafe(12))


def _keep(path: Path, password: str) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(handle, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(password + "\n")
    return password
