from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scheduler_project.transfer import actions, command


class Command(BaseCommand):
    help = "Write an account's jobs, workflows and schedules as YAML, without secrets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="the account's name")
        parser.add_argument(
            "file", nargs="?", type=Path, help="standard output if none"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        document = actions.export(command.account_of(options["account"]))
        if options["file"]:
            options["file"].write_text(document, encoding="utf-8")
        else:
            self.stdout.write(document, ending="")
