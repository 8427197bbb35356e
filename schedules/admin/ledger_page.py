"""The ledger of a schedule on its page, and its answer to "why"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from runs.admin.filters import number_in
from runs.admin.paging import MOST_PAGES, NewerOlder
from schedules import ledger
from schedules.admin import typed
from schedules.choices import Outcome
from schedules.exceptions import NotationError
from schedules.models import Schedule

# Rows of the ledger on a page.
ROWS = 25


def ledger_context(schedule: Schedule, query: Mapping[str, str]) -> dict[str, Any]:
    """A page of what became of its firings, newest first; of one outcome, or all."""
    asked = query.get("outcome", "")
    outcome = asked if asked in Outcome.values else ""
    rows = schedule.occurrences.select_related("run").order_by("-due_at")
    number = max(1, min(number_in(query.get("p", "1")), MOST_PAGES))
    pages = NewerOlder(
        rows.filter(outcome=outcome) if outcome else rows, ROWS, number=number
    )
    return {
        "occurrences": pages.page(number).object_list,
        "outcome": outcome,
        "outcomes": [("", _("All")), *Outcome.choices],
        "newer": number - 1,
        "older": number + 1 if pages.has_older else 0,
    }


def why_context(
    schedule: Schedule, query: Mapping[str, str], *, now: dt.datetime
) -> dict[str, Any]:
    """The sentence that answers `?at=`, or that says what is wrong with it."""
    text = query.get("at", "")
    if not text:
        return {}
    try:
        at = typed.instant(text, zone=schedule.time_zone)
        answer = ledger.why(schedule, at, now=now)
    except NotationError as refusal:
        return {"asked": text, "refusal": schedule.error or refusal.sentence}
    local = timezone.localtime(at)
    return {"asked": f"{local:%Y-%m-%dT%H:%M:%S}", "answer": answer}
