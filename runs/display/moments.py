"""Instants and lengths of time as people say them; pure, in the active language."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

MINUTE, HOUR, DAY, YEAR = 60, 3_600, 86_400, 365 * 86_400

# Up to how many seconds away a unit is used, its seconds, and its sentences.
_UNITS: Final[tuple[tuple[int, int, Promise, Promise], ...]] = (
    (
        MINUTE,
        1,
        ngettext_lazy("%(n)d second ago", "%(n)d seconds ago", "n"),
        ngettext_lazy("in %(n)d second", "in %(n)d seconds", "n"),
    ),
    (
        HOUR,
        MINUTE,
        ngettext_lazy("%(n)d minute ago", "%(n)d minutes ago", "n"),
        ngettext_lazy("in %(n)d minute", "in %(n)d minutes", "n"),
    ),
    (
        DAY,
        HOUR,
        ngettext_lazy("%(n)d hour ago", "%(n)d hours ago", "n"),
        ngettext_lazy("in %(n)d hour", "in %(n)d hours", "n"),
    ),
    (
        YEAR,
        DAY,
        ngettext_lazy("%(n)d day ago", "%(n)d days ago", "n"),
        ngettext_lazy("in %(n)d day", "in %(n)d days", "n"),
    ),
)


def relative(at: dt.datetime, *, now: dt.datetime) -> str:
    """ "3 minutes ago", "in 2 hours"; farther than a year the date."""
    seconds = (at - now).total_seconds()
    distance = int(abs(seconds))
    if distance == 0:
        return _("now")
    for most, unit, past, future in _UNITS:
        if distance < most:
            sentence = future if seconds > 0 else past
            return str(sentence % {"n": distance // unit})
    return date_format(at.astimezone(now.tzinfo), "DATE_FORMAT")


def absolute(local: dt.datetime) -> str:
    """Date, time to the second and zone of an instant that is local already."""
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M:%S} {local:%Z}"


def length(milliseconds: int) -> str:
    """A duration in the two units that say enough."""
    if milliseconds < 1_000:
        return _("%(n)s ms") % {"n": milliseconds}
    seconds = milliseconds // 1_000
    if seconds < 10:
        return _("%(n)s s") % {"n": number_format(milliseconds / 1_000, 1)}
    if seconds < MINUTE:
        return _("%(n)s s") % {"n": seconds}
    if seconds < HOUR:
        minutes, rest = divmod(seconds, MINUTE)
        return _("%(minutes)s min %(seconds)s s") % {
            "minutes": minutes,
            "seconds": rest,
        }
    hours, rest = divmod(seconds // MINUTE, 60)
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def between(start: dt.datetime, end: dt.datetime) -> str:
    return length(max(0, int((end - start).total_seconds() * 1_000)))
