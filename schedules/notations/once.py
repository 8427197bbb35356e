"""A single instant."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from schedules.exceptions import NotationError
from schedules.notations import grammar, refusals
from schedules.notations.rule import FIRST_YEAR, LAST_YEAR

# Stricter than fromisoformat, which takes 20201116 and 2020-W47-1 as well.
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


def parse(text: str) -> datetime:
    """Read an ISO instant with Z or an offset, into UTC. Raises NotationError."""
    grammar.check_length(text)
    text = text.strip(grammar.BLANKS).upper()
    if not _INSTANT.fullmatch(text):
        raise _unreadable(text)
    try:
        instant = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _unreadable(text) from None
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        sentence = _("The year is outside %(first)s-%(last)s.")
        values = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise refusals.refusal("expression", sentence % values)
    return instant


def canonical(instant: datetime) -> str:
    """Return the text of an instant in UTC: 2026-11-16T16:56:00Z."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def _unreadable(text: str) -> NotationError:
    sentence = _(
        "“%(text)s” is no instant; write one such as 2026-11-16T16:56:00Z, in UTC."
    )
    return refusals.refusal("expression", sentence % {"text": refusals.shown(text)})
