from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

import accounts.actions
import runs.actions
import schedules.actions
from accounts.exceptions import SecretUnreadableError

ALL: tuple[Callable[[], int], ...] = (
    accounts.actions.rotate_secrets,
    runs.actions.rotate_inputs,
    schedules.actions.rotate_inputs,
)


class Command(BaseCommand):
    help = "Encrypt all secrets, and secret values of inputs, with the first VAULT_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        count, unreadable = 0, []
        for rotate in ALL:
            try:
                count += rotate()
            except SecretUnreadableError as error:
                unreadable.append(str(error))
        if unreadable:
            raise CommandError(
                f"No key in VAULT_KEYS can read these: {', '.join(unreadable)}. Put "
                "the key they were encrypted with at its end and start again, or enter "
                "them anew. All others are encrypted with the first key."
            )
        self.stdout.write(f"{count} secrets encrypted anew.")
