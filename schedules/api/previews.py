"""A draft of a schedule: its next instants, and its difference to the saved one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api.fields import Choice, Instant, Text, Whole
from accounts.api.serializers import StrictSerializer
from schedules import preview
from schedules.api import drafts
from schedules.api.references import ScheduleReference
from schedules.api.serializers import Expression
from schedules.choices import Gap, Kind, Repeat
from schedules.exceptions import NotationError
from schedules.models import Schedule
from schedules.preview import MOST_INSTANTS, Draft, Preview

USUAL_COUNT = 10
Shown = dict[str, Any]


class PreviewSerializer(StrictSerializer[Any]):
    """A draft; with `schedule` what is left out is that one's, as in a PATCH."""

    schedule = ScheduleReference(
        required=False,
        allow_null=True,
        label=_("Schedule"),
        help_text=_("Its id or GUID: says what saving this draft would change."),
    )
    kind = Choice(Kind.choices, required=False, label=_("Kind"))
    expression = Expression(required=False, label=_("When"))
    timezone = Text(source="time_zone", required=False, label=_("Time zone"))
    gap = Choice(Gap.choices, required=False)
    repeat = Choice(Repeat.choices, required=False)
    starts_at = Instant(required=False, allow_null=True, label=_("From"))
    ends_at = Instant(required=False, allow_null=True, label=_("Until"))
    after = Instant(
        default=None,
        allow_null=True,
        label=_("After"),
        help_text=_("Firings later than this instant. Empty: than now."),
    )
    count = Whole(least=1, most=MOST_INSTANTS, default=USUAL_COUNT, initial=USUAL_COUNT)

    def validate(self, attrs: Shown) -> Shown:
        """The draft, read; beside it what was asked about it."""
        now, saved = timezone.now(), attrs.get("schedule")
        if saved is None:
            self._check_alone(attrs)
            attrs.setdefault("time_zone", self.access.account.time_zone)
        after = attrs["after"] or now
        anchor = now.replace(microsecond=0) if saved else after
        draft = drafts.drafted(attrs, saved=saved, anchor=anchor)
        drafts.read(draft)
        asked = {"after": after, "count": attrs["count"], "saved": saved, "now": now}
        return {"draft": draft, **asked}

    def _check_alone(self, attrs: Shown) -> None:
        missing = [name for name in ("kind", "expression") if name not in attrs]
        if missing:
            sentence = self.fields["kind"].error_messages["required"]
            raise serializers.ValidationError(dict.fromkeys(missing, sentence))


def shown(
    draft: Draft,
    *,
    after: dt.datetime,
    count: int,
    saved: Schedule | None,
    now: dt.datetime,
) -> Shown:
    """The answer: instants, words, warnings; and the difference to a saved one."""
    answer = _shown(preview.preview(draft, after=after, count=count))
    if saved is not None:
        answer["difference"] = _difference(draft, saved, now=now)
    return answer


def _shown(found: Preview) -> Shown:
    instants = [
        {
            "at": _utc(each.at),
            "local": each.local.isoformat(),
            "shift": each.shift,
            "switch_day": each.switch_day,
        }
        for each in found.instants
    ]
    return {"instants": instants, "words": found.words, "warnings": found.warnings}


def _difference(draft: Draft, saved: Schedule, *, now: dt.datetime) -> Shown | None:
    """What saving would do to the next 90 days; None if the saved text is spoilt."""
    try:
        found = preview.difference(draft, saved.draft, now=now)
    except NotationError:
        return None
    return {
        "gone": _all_utc(found.gone),
        "new": _all_utc(found.new),
        "moved": [
            {"before": _utc(move.before), "after": _utc(move.after)}
            for move in found.moved
        ],
        "more": found.more,
    }


def _all_utc(instants: Iterable[dt.datetime]) -> list[str]:
    return [_utc(at) for at in instants]


def _utc(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
