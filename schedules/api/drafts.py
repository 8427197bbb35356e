"""What a body says about when, over a saved schedule or alone; and its refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from schedules import planning
from schedules.choices import Gap, Repeat
from schedules.exceptions import NotationError
from schedules.models import Schedule
from schedules.planning import Window
from schedules.preview import Draft
from schedules.timing import Recurrence

# Where a notation's refusal is shown; it speaks of its own fields, such as "minute".
PLACES = frozenset({"kind", "expression", "timezone", "gap", "repeat"})


def drafted(
    said: Mapping[str, Any], *, saved: Schedule | None, anchor: dt.datetime
) -> Draft:
    """The draft that the values of a body make.

    What was left out is the saved schedule's, whose interval counts on from where it
    did unless it becomes another one; a new one counts from `anchor`.
    """

    def value(name: str, usual: Any = None) -> Any:
        return said.get(name, getattr(saved, name, usual))

    text = value("kind"), value("expression")
    if saved is not None and text == (saved.kind, saved.expression):
        anchor = saved.anchor_at
    kind, expression = text
    return Draft(
        kind=kind,
        expression=expression,
        time_zone=value("time_zone"),
        gap=value("gap", Gap.AFTER),
        repeat=value("repeat", Repeat.FIRST),
        anchor_at=anchor,
        window=Window(starts_at=value("starts_at"), ends_at=value("ends_at")),
    )


def read(draft: Draft) -> Recurrence:
    """Its plan; raises ValidationError at the field that cannot be read."""
    start, end = draft.window.starts_at, draft.window.ends_at
    if start and end and end < start:
        raise ValidationError({"ends_at": _("The end comes before the beginning.")})
    try:
        return draft.recurrence()
    except NotationError as refusal:
        place = refusal.field if refusal.field in PLACES else "expression"
        raise ValidationError({place: refusal.sentence}) from refusal


def check_firing(draft: Draft, plan: Recurrence, *, now: dt.datetime) -> None:
    """Raise ValidationError if nothing of the plan is to come within its window."""
    if planning.next_at(plan, after=now, window=draft.window) is not None:
        return
    if plan.next(now) is None:
        sentence = _("This would never fire: no instant of it is to come.")
        raise ValidationError({"expression": sentence})
    sentence = _("This would never fire: nothing of it lies between from and until.")
    raise ValidationError(
        {"ends_at" if draft.window.ends_at else "starts_at": sentence}
    )
