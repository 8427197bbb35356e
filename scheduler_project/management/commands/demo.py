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
from jobs.models import Job
from scheduler_project import home
from schedules.choices import Kind

ACCOUNT, USER = "demo", "admin"


class Command(BaseCommand):
    help = "Make the demo account, its user and a few living jobs, unless they exist."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        account = accounts.open_account(name=ACCOUNT)
        accounts.admit(self._user(), account)
        if not Job.objects.filter(account=account).exists():
            self._jobs(account)
            workflows.actions.create(
                account,
                {
                    "name": "Nothing to do yet",
                    "description": "A workflow without steps succeeds at once.",
                },
            )

    def _user(self) -> User:
        user, new = User.objects.get_or_create(
            username=USER, defaults={"is_staff": True, "is_superuser": True}
        )
        if new:
            user.set_password(_password())
            user.save()
        return user

    def _jobs(self, account: Account) -> None:
        health = jobs.actions.create(
            account,
            {
                "name": "Is the clock well?",
                "description": "Asks this site for its health, each minute.",
                "method": "GET",
                "url": "/healthz",
            },
        )
        echo = jobs.actions.create(
            account,
            {
                "name": "Echo",
                "description": "Sends headers and a body to this site's echo.",
                "method": "POST",
                "url": "/echo/",
                "headers": {
                    "content-type": "application/json",
                    "x-custom-header": "value",
                },
                "body": '{"order": 4711, "of": "Zoë"}',
            },
        )
        now = timezone.now()
        for job, values in (
            (health, {"kind": Kind.INTERVAL, "expression": "60"}),
            (echo, {"kind": Kind.CRON, "expression": "* * * * *"}),
        ):
            schedules.actions.create(job, values, now=now)


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
