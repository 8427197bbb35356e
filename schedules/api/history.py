"""The ledger of a schedule: what became of its firings, and why."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.fields import Instant
from accounts.api.pagination import NewestFirst
from accounts.api.strict_json import shown
from schedules import ledger
from schedules.choices import Outcome
from schedules.exceptions import NotationError
from schedules.models import Occurrence, Schedule

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


class LatestFirst(NewestFirst):
    """Pages by falling instant, which is one row's alone in a schedule's ledger."""

    column = "due_at"
    name = "due_at"
    largest = (dt.datetime.max.replace(tzinfo=dt.UTC) - EPOCH) // MICROSECOND

    def cursor_of(self, row: Occurrence) -> int:
        return (row.due_at - EPOCH) // MICROSECOND

    def value_of(self, cursor: int) -> dt.datetime:
        return EPOCH + cursor * MICROSECOND


class OccurrenceSerializer(serializers.Serializer[Occurrence]):
    id = serializers.IntegerField()
    due_at = Instant()
    until_at = Instant()
    count = serializers.IntegerField()
    outcome = serializers.CharField()
    reason = serializers.CharField()
    planned_local = serializers.CharField()
    fired_at = Instant()
    run = serializers.SerializerMethodField()

    def get_run(self, occurrence: Occurrence) -> UUID | None:
        return occurrence.run.guid if occurrence.run else None


class WhySerializer(serializers.Serializer[Any]):
    """The query of a question; other parameters mean nothing."""

    at = Instant()


def of_schedule(
    schedule: Schedule, parameters: Mapping[str, str]
) -> QuerySet[Occurrence]:
    """Its rows that ?outcome= asks for. Raises ValidationError for an unknown one."""
    rows = schedule.occurrences.select_related("run")
    outcome = parameters.get("outcome")
    if outcome is None:
        return rows
    if outcome not in Outcome.values:
        sentence = _("“%(value)s” is unknown; write one of %(known)s.") % {
            "value": shown(outcome),
            "known": ", ".join(Outcome.values),
        }
        raise serializers.ValidationError({"outcome": [sentence]})
    return rows.filter(outcome=outcome)


def explained(schedule: Schedule, at: dt.datetime, *, now: dt.datetime) -> Any:
    """Why it did or did not run at an instant, with the ledger's row or None."""
    try:
        answer = ledger.why(schedule, at, now=now)
    except (NotationError, zoneinfo.ZoneInfoNotFoundError) as spoilt:
        sentence = _("The schedule cannot be read: %(problem)s")
        answer = ledger.Answer(sentence=sentence % {"problem": str(spoilt)})
    row = answer.occurrence
    return {
        "at": Instant().to_representation(at),
        "sentence": answer.sentence,
        "occurrence": None if row is None else OccurrenceSerializer(row).data,
    }
