from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import actions
from accounts.models import Account


class Command(BaseCommand):
    help = "Make an API key for an account; prints its id and secret as the last line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="the account's name")
        parser.add_argument("--name", default="", help="what the key is for")

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(name=options["account"]).first()
        if account is None:
            names = ", ".join(Account.objects.values_list("name", flat=True)) or "none"
            raise CommandError(
                f"There is no account {options['account']!r}. Known accounts: {names}."
            )
        made = actions.create_key(account, name=options["name"])
        self.stdout.write("Key id and secret; the secret is not shown again:")
        self.stdout.write(f"{made.key.guid} {made.secret}")
