"""APScheduler's eight named fields, as Turm uses them: day_of_week=0 hour=8 minute=0.

All fields must match. Fields left out are `*`, `second` is 0 (APScheduler itself takes
the lowest value for what is finer than the finest field given; Turm gives all eight).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from schedules.exceptions import NotationError
from schedules.notations import grammar, refusals
from schedules.notations.grammar import Field
from schedules.notations.rule import (
    FIRST_YEAR,
    LAST,
    LAST_YEAR,
    CronRule,
    DayRule,
    bits,
)

MAX_LENGTH: Final = 200  # characters: eight names alone take sixty

WEEKDAYS = {
    name: number
    for number, name in enumerate(("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"))
}
POSITIONS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": LAST}


def _field(
    name: str, low: int, high: int, names: Mapping[str, int] | None = None
) -> Field:
    return Field(
        name=name,
        low=low,
        high=high,
        max_step=high - low,
        names=names or {},
        open_steps=True,
        tight_steps=True,
        plain_names=True,
    )


FIELDS: Final = {
    of.name: of
    for of in (
        _field("year", FIRST_YEAR, LAST_YEAR),
        _field("month", 1, 12, grammar.MONTHS),
        _field("day", 1, 31),
        _field("week", 1, 53),
        _field("day_of_week", 0, 6, WEEKDAYS),
        _field("hour", 0, 23),
        _field("minute", 0, 59),
        _field("second", 0, 59),
    )
}
DEFAULTS: Final = dict.fromkeys(FIELDS, "*") | {"second": "0"}

_NAME = re.compile(r"(?:^|[\s,]+)([a-z_]+)\s*=\s*")
_POSITION = re.compile(r"(1st|2nd|3rd|4th|5th|last) ([a-z]+)")


def parse(text: str) -> CronRule:
    """Read `name=expression` pairs, with blanks between. Raises NotationError."""
    texts = named(text)
    days, texts["day"] = _days(texts["day"])
    readings = {
        name: grammar.read(texts[name], of)
        for name, of in FIELDS.items()
        if name != "day"
    }
    texts |= {name: reading.text.lower() for name, reading in readings.items()}
    return CronRule(
        seconds=readings["second"].values,
        minutes=readings["minute"].values,
        hours=readings["hour"].values,
        days=replace(
            days,
            weekdays=bits(readings["day_of_week"].values),
            weeks=bits(readings["week"].values),
        ),
        months=readings["month"].values,
        years=None if texts["year"] == "*" else readings["year"].values,
        wildcard=grammar.is_open(readings["minute"])
        or grammar.is_open(readings["hour"]),
        text=joined(texts),
    )


def named(text: str) -> dict[str, str]:
    """Return the expressions of all eight fields, in APScheduler's order."""
    text = grammar.trimmed(text, max_length=MAX_LENGTH).lower()
    before, *pairs = _NAME.split(text)
    names, expressions = pairs[::2], pairs[1::2]
    if before or not pairs:
        raise _no_pairs(before)
    given = dict(zip(names, map(_unquoted, expressions), strict=True))
    for name in names:
        _check(name, given[name], times=names.count(name))
    return DEFAULTS | given


def joined(values: Mapping[str, object]) -> str:
    """Return the text of fields given by name; those left out or as usual are not said.

    Foreign names are kept, so that the parser can refuse them.
    """
    texts = {name: str(value).strip() for name, value in values.items()}
    ordered = [*FIELDS, *(name for name in texts if name not in FIELDS)]
    told = [
        f"{name}={texts[name]}"
        for name in ordered
        if name in texts and texts[name] != DEFAULTS.get(name)
    ]
    return " ".join(told) or "second=0"


def _unquoted(text: str) -> str:
    return re.sub(r"\s*,\s*", ",", text.strip(" ,").strip("'"))


def _check(name: str, expression: str, *, times: int) -> None:
    if name not in FIELDS:
        sentence = _("“%(name)s” is no field; write one of %(names)s.")
        values = {"name": refusals.shown(name), "names": ", ".join(FIELDS)}
        raise refusals.refusal("expression", sentence % values)
    if times > 1:
        raise refusals.refusal(name, _("It is given twice; write it once."))
    if not expression:
        raise refusals.refusal(name, _("It is empty; leave it out or write *."))


def _no_pairs(text: str) -> NotationError:
    sentence = _(
        "“%(text)s” is no named field; write for example day_of_week=0 hour=8 minute=0."
    )
    return refusals.refusal("expression", sentence % {"text": refusals.shown(text)})


def _days(text: str) -> tuple[DayRule, str]:
    """Read the field `day`, where positions stand as well: 1st sun, last fri, last."""
    items = [re.sub(r"\s+", " ", item) for item in text.split(",")]
    positions = [match for item in items if (match := _POSITION.fullmatch(item))]
    plain = [
        grammar.read(item, FIELDS["day"])
        for item in items
        if item != "last" and not _POSITION.fullmatch(item)
    ]
    days = DayRule(
        numbers=bits(number for reading in plain for number in reading.values),
        from_end=(0,) if "last" in items else (),
        nth=tuple(sorted({_nth(match) for match in positions})),
    )
    texts = [reading.text for reading in plain]
    texts += ["last"] * bool(days.from_end) + [match[0] for match in positions]
    return days, ",".join(texts)


def _nth(match: re.Match[str]) -> tuple[int, int]:
    weekday = grammar.named_number(match[2].upper(), FIELDS["day_of_week"])[0]
    return weekday, POSITIONS[match[1]]
