from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts import actions


class Command(BaseCommand):
    help = "Encrypt all secrets with the first key of VAULT_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{actions.rotate_secrets()} secrets encrypted anew.")
