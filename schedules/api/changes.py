"""Letting a schedule rest, and changing single firings of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts.api.fields import Instant, Text
from accounts.api.problems import Conflict
from accounts.api.serializers import StrictSerializer
from schedules import actions
from schedules.exceptions import SchedulesError
from schedules.models import OccurrenceChange, Schedule


class PauseSerializer(StrictSerializer[Any]):
    until = Instant(
        default=None,
        allow_null=True,
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("Empty: until somebody resumes it."),
    )

    def validate_until(self, until: dt.datetime | None) -> dt.datetime | None:
        if until is not None and until <= timezone.now():
            raise serializers.ValidationError(_("Give an instant that is to come."))
        return until


class UndoSerializer(StrictSerializer[Any]):
    at = Instant(
        label=gettext_lazy("At"),
        help_text=gettext_lazy("The instant for which the firing was planned."),
    )


class SkipSerializer(UndoSerializer):
    why = Text(label=gettext_lazy("Why"), default="", allow_blank=True, max_length=500)


class MoveSerializer(SkipSerializer):
    to = Instant(label=gettext_lazy("To"))


class ChangeSerializer(serializers.Serializer[OccurrenceChange]):
    """One firing that is skipped (`to` is null) or moved."""

    at = Instant(source="due_at")
    to = Instant(source="moved_to")
    by = serializers.CharField()
    why = serializers.CharField()


@contextmanager
def refusals() -> Iterator[None]:
    """What an action refuses is a conflict with the schedule as it is."""
    try:
        yield
    except SchedulesError as refusal:
        raise Conflict(str(refusal)) from refusal


def undo(schedule: Schedule, at: dt.datetime) -> None:
    """Take back what was said of the firing at an instant; raises Conflict."""
    made = OccurrenceChange.objects.filter(schedule=schedule, due_at=at)
    change = made.select_related("schedule").first()
    if change is None:
        raise Conflict(_("Nothing was changed about the firing at this instant."))
    with refusals():
        actions.undo_change(change, now=timezone.now())
    if made.exists():
        raise Conflict(_("It is too late: its time has come."))
