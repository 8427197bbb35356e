from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts import audit
from accounts.access import Access
from accounts.choices import Door, Role
from accounts.models import Account
from scheduler_project.transfer import actions, command

BY = "manage.py"


class Command(BaseCommand):
    help = "Take over a YAML document of jobs, workflows and schedules: all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="the account's name")
        parser.add_argument("file", help="the document; - is standard input")
        parser.add_argument(
            "--dry-run", action="store_true", help="show the difference, change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        account = command.account_of(options["account"])
        text = command.text_of(options["file"], sys.stdin.buffer)
        access = Access(account=account, role=Role.ADMIN, by=BY)
        with command.refusals():
            report = actions.take_over(
                text, access=access, now=timezone.now(), dry_run=options["dry_run"]
            )
        if not options["dry_run"]:
            self._audit(account)
        self._tell(report)

    def _tell(self, report: actions.Report) -> None:
        if report.difference:
            self.stdout.write(report.difference)
        for warning in report.warnings:
            self.stderr.write(warning)
        for change in report.changes:
            self.stdout.write(f"{change.what}: {change.kind} “{change.name}”")
        if not report.changes:
            self.stdout.write("Nothing differs.")

    def _audit(self, account: Account) -> None:
        audit.record(
            at=timezone.now(),
            by=BY,
            door=Door.COMMAND,
            what="import",
            account_id=account.pk,
            kind="configuration",
        )
