"""Instants as people type them."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from schedules.exceptions import NotationError
from schedules.notations.rule import FIRST_YEAR, LAST_YEAR
from schedules.timing import zones


def instant(text: str, *, zone: str) -> dt.datetime:
    """The instant, in UTC; without an offset it is read in the zone.

    Raises NotationError for what is none, and for an unknown zone.
    """
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise _unreadable() from None
    # The ends of time itself have no room for an offset.
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise _unreadable()
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zones.zone_named(zone))
    return moment.astimezone(dt.UTC)


def _unreadable() -> NotationError:
    sentence = _("Write a date and a time, as in 2027-03-01 08:30.")
    return NotationError(sentence, field="expression")
