from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from schedules import preview
from schedules.choices import Gap, Kind, Repeat
from schedules.exceptions import NotationError
from schedules.models import Schedule
from schedules.preview import Draft


class Command(BaseCommand):
    help = "Show when a text fires, in words and instants; and what a change would do."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=Kind.values)
        parser.add_argument("expression")
        parser.add_argument("--timezone", default="UTC")
        parser.add_argument("--gap", choices=Gap.values, default=Gap.AFTER)
        parser.add_argument("--repeat", choices=Repeat.values, default=Repeat.FIRST)
        parser.add_argument("--count", type=int, default=10)
        parser.add_argument("--against", help="the GUID of a saved schedule")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        draft = Draft(
            kind=options["kind"],
            expression=options["expression"],
            time_zone=options["timezone"],
            gap=options["gap"],
            repeat=options["repeat"],
            anchor_at=now.replace(microsecond=0),
        )
        try:
            self._show(preview.preview(draft, after=now, count=options["count"]))
            if options["against"]:
                self._compare(draft, options["against"], now=now)
        except NotationError as refusal:
            raise CommandError(refusal.sentence) from refusal

    def _show(self, shown: preview.Preview) -> None:
        self.stdout.write(shown.words)
        for warning in shown.warnings:
            self.stdout.write(f"! {warning}")
        for instant in shown.instants:
            mark = "  (the clocks change on this day)" if instant.switch_day else ""
            self.stdout.write(f"{instant.local.isoformat(sep=' ')}{mark}")

    def _compare(self, draft: Draft, guid: str, *, now: dt.datetime) -> None:
        saved = Schedule.objects.living().filter(guid=guid).first()
        if saved is None:
            raise CommandError(f"There is no schedule {guid}.")
        found = preview.difference(draft, saved.draft, now=now)
        self.stdout.write(
            f"Against the saved one, in 90 days: {len(found.gone)} go, "
            f"{len(found.new)} come, {len(found.moved)} move"
            + (", and more." if found.more else ".")
        )
