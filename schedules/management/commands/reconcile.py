from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from schedules import drift


class Command(BaseCommand):
    help = "Mend the rows of django-celery-beat that do not say what schedules say."

    def handle(self, *args: Any, **options: Any) -> None:
        found = drift.reconcile()
        self.stdout.write(f"{found.mended} rows mended, {found.orphans} removed.")
