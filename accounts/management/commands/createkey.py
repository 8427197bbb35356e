from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import actions, audit
from accounts.choices import Door, Role
from accounts.models import Account, ApiKey


class Command(BaseCommand):
    help = "Make an API key for an account; prints its id and secret as the last line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="the account's name")
        parser.add_argument("--name", default="", help="what the key is for")
        parser.add_argument(
            "--role",
            default=Role.ADMIN,
            choices=Role.values,
            help="what it may do; everything in the account, if left out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(name=options["account"]).first()
        if account is None:
            names = ", ".join(Account.objects.values_list("name", flat=True)) or "none"
            raise CommandError(
                f"There is no account {options['account']!r}. Known accounts: {names}."
            )
        role = Role(options["role"])
        made = actions.create_key(account, name=options["name"], role=role)
        self._audit(account, made.key)
        self.stdout.write("Key id and secret; the secret is not shown again:")
        self.stdout.write(f"{made.key.guid} {made.secret}")

    def _audit(self, account: Account, key: ApiKey) -> None:
        audit.record(
            at=timezone.now(),
            by="manage.py",
            door=Door.COMMAND,
            what="create",
            account_id=account.pk,
            kind="key",
            ident=str(key.pk),
            name=str(key),
        )
