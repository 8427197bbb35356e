"""Where notations read the same text differently."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from schedules.exceptions import NotationError
from schedules.notations import fields, grammar, phrases, quartz, unix
from schedules.notations.grammar import Field


@dataclass(frozen=True, kw_only=True, slots=True)
class _Numbering:
    """How a notation counts weekdays; `to_monday` is added to get Monday = 0."""

    title: str
    field: Field
    to_monday: int


_UNIX = _Numbering(title="Unix cron", field=unix.FIELDS[4], to_monday=6)
_QUARTZ = _Numbering(title="Quartz", field=quartz.WEEKDAY, to_monday=5)
_FIELDS = _Numbering(
    title="APScheduler", field=fields.FIELDS["day_of_week"], to_monday=0
)
_NUMBERS = re.compile(r"[*0-9][-*/,0-9]*")


def of_unix(text: str) -> list[str]:
    """Return warnings about a readable Unix expression."""
    _minute, _hour, day, _month, weekday = unix.parse(text).text.split()
    return [*_weekday_numbers(weekday, _UNIX), *_both_days(day, weekday)]


def of_quartz(text: str) -> list[str]:
    """Return warnings about a readable Quartz expression."""
    weekday = quartz.parse(text).text.split()[5]
    return _weekday_numbers(weekday, _QUARTZ)


def of_fields(text: str) -> list[str]:
    """Return warnings about readable named fields."""
    fields.parse(text)
    told = fields.named(text)
    return [*_weekday_numbers(told["day_of_week"], _FIELDS), *_open_minute(told)]


OF_KIND: dict[str, Callable[[str], list[str]]] = {
    "cron": of_unix,
    "quartz": of_quartz,
    "fields": of_fields,
}


def _weekday_numbers(text: str, here: _Numbering) -> list[str]:
    match = _NUMBERS.match(text)
    if match is None or text == "*":
        return []
    meant = _weekdays(match[0], here)
    others = [other for other in (_UNIX, _QUARTZ, _FIELDS) if other is not here]
    if all(_weekdays(match[0], other) == meant for other in others):
        return []
    sentence = _(
        "Day of week “%(text)s” means %(days)s here; %(others)s. Names such as MON mean"
        " the same everywhere."
    )
    readings = "; ".join(_reading(match[0], other) for other in others)
    values = {"text": match[0], "days": phrases.weekdays(meant), "others": readings}
    return [sentence % values]


def _reading(text: str, other: _Numbering) -> str:
    days = _weekdays(text, other)
    if not days:
        return _("%(notation)s refuses it") % {"notation": other.title}
    values = {"notation": other.title, "days": phrases.weekdays(days)}
    return _("%(notation)s reads %(days)s") % values


def _weekdays(text: str, by: _Numbering) -> tuple[int, ...]:
    """Return the weekdays, Monday = 0, that a text means in a notation; () if none."""
    try:
        values = grammar.read(text, by.field).values
    except NotationError:
        return ()
    return tuple(sorted({(value + by.to_monday) % 7 for value in values}))


def _both_days(day: str, weekday: str) -> list[str]:
    if "*" in {day, weekday}:
        return []
    if day.startswith("*") or weekday.startswith("*"):
        sentence = _(
            "One of the two day fields begins with *: both days must match, as in"
            " Vixie's cron; other crons are content with either."
        )
    else:
        sentence = _(
            "Day of month and day of week are both given: either is enough in Unix"
            " cron; APScheduler and Celery want both to match, Quartz refuses it."
        )
    return [sentence]


def _open_minute(told: dict[str, str]) -> list[str]:
    if told["minute"] != "*" or told["hour"] == "*":
        return []
    sentence = _(
        "The minute is left out: this fires in every minute of the hour. Write minute=0"
        " for once an hour."
    )
    return [sentence]
