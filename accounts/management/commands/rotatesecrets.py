from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import actions
from accounts.exceptions import SecretUnreadableError


class Command(BaseCommand):
    help = "Encrypt all secrets with the first key of VAULT_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = actions.rotate_secrets()
        except SecretUnreadableError as error:
            raise CommandError(
                f"No key in VAULT_KEYS can read these secrets: {error}. Put the key "
                "they were encrypted with at its end and start again, or enter them "
                "anew. All others are encrypted with the first key."
            ) from error
        self.stdout.write(f"{count} secrets encrypted anew.")
