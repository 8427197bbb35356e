"""Quartz: six or seven fields, as Quartz' own CronExpression (2.x) reads them.

Where Quartz silently drops a part of the text (a step after a name, a list beside W or
#, an eighth field), the text is refused instead. Where it refuses, so do we, with one
exception: two-letter days (FR) are read as the three-letter name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from schedules.notations import grammar, refusals
from schedules.notations.grammar import Field, Reading
from schedules.notations.rule import (
    FIRST_YEAR,
    LAST,
    LAST_YEAR,
    CronRule,
    DayRule,
    bits,
)

WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), start=1
    )
}


def _field(
    name: str,
    low: int,
    high: int,
    max_step: int,
    names: Mapping[str, int] | None = None,
) -> Field:
    names = names or {}
    return Field(
        name=name,
        low=low,
        high=high,
        max_step=max_step,
        names=names,
        aliases={long[:2]: long for long in names} if name == "day_of_week" else {},
        wraps=name != "year",
        open_steps=True,
        plain_names=True,
    )


SECOND = _field("second", 0, 59, 59)
MINUTE = _field("minute", 0, 59, 59)
HOUR = _field("hour", 0, 23, 23)
DAY = _field("day_of_month", 1, 31, 31)
MONTH = _field("month", 1, 12, 12, grammar.MONTHS)
WEEKDAY = _field("day_of_week", 1, 7, 7, WEEKDAYS)
YEAR = _field("year", FIRST_YEAR, LAST_YEAR, LAST_YEAR - FIRST_YEAR)

_DAY_MARK = re.compile(r"L(?:-(?P<back>[0-9]+))?(?P<near>W)?|(?P<day>[0-9]+)W")
_WEEKDAY_MARK = re.compile(r"(?P<day>[A-Z]+|[0-9]+)(?:L|#(?P<nth>[0-9]+))")


def parse(text: str) -> CronRule:
    """Read a Quartz expression. Raises NotationError."""
    columns = grammar.trimmed(text).upper().split()
    _check_number_of_fields(columns)
    _check_question_marks(columns)
    second, minute, hour = map(_column, columns, (SECOND, MINUTE, HOUR))
    month = _column(columns[4], MONTH)
    year = _column(columns[6], YEAR) if len(columns) == 7 else None
    days, day_text, weekday_text = _days(columns[3], columns[5])
    texts = [second.text, minute.text, hour.text, day_text, month.text, weekday_text]
    canonical = " ".join([*texts, year.text] if year else texts)
    grammar.check_length(canonical)  # names may have grown by a letter each
    return CronRule(
        seconds=second.values,
        minutes=minute.values,
        hours=hour.values,
        days=days,
        months=month.values,
        years=year.values if year and year.text != "*" else None,
        wildcard=grammar.is_open(minute) or grammar.is_open(hour),
        text=canonical,
    )


def _check_number_of_fields(columns: list[str]) -> None:
    if len(columns) in {6, 7}:
        return
    sentence = _(
        "%(count)s fields are given; Quartz has six or seven: second minute hour"
        " day-of-month month day-of-week year."
    )
    raise refusals.refusal("expression", sentence % {"count": len(columns)})


def _check_question_marks(columns: list[str]) -> None:
    # Quartz counts `*` as a day given: `0 0 12 * * *` is refused there as well.
    if (columns[3] == "?") == (columns[5] == "?"):
        sentence = _(
            "Exactly one of day of month and day of week must be “?”; write for"
            " example 0 0 12 * * ? for every day."
        )
        raise refusals.refusal("day_of_week", sentence)


def _column(text: str, of: Field) -> Reading:
    items = text.split(",")
    for item in items:
        if grammar.QUARTZ_MARK.fullmatch(item):
            raise refusals.wrong_mark(of.name, item)
    # Quartz takes a bare step for a step over everything.
    items = [f"*{item}" if item.startswith("/") else item for item in items]
    return grammar.read(",".join(items), of)


def _days(day: str, weekday: str) -> tuple[DayRule, str, str]:
    """Return the day rule, and the canonical texts of its two fields."""
    if weekday == "?":
        rule, text = _days_of_month(day)
        return rule, text, "?"
    rule, text = _days_of_week(weekday)
    return rule, "?", text


def _days_of_month(text: str) -> tuple[DayRule, str]:
    match = _DAY_MARK.fullmatch(text)
    if match is None:
        reading = _column(text, DAY)
        return DayRule(numbers=bits(reading.values)), reading.text
    if match["day"]:
        day, text = grammar.named_number(match["day"], DAY)
        return DayRule(numbers=0, workdays=(day,)), f"{text}W"
    return _from_end(int(match["back"] or 0), near=bool(match["near"]))


def _from_end(back: int, *, near: bool) -> tuple[DayRule, str]:
    if back > 30:
        raise refusals.outside("day_of_month", f"L-{back}", 0, 30)
    text = f"L-{back}" if back else "L"
    if near:
        return DayRule(numbers=0, workdays_from_end=(back,)), f"{text}W"
    return DayRule(numbers=0, from_end=(back,)), text


def _days_of_week(text: str) -> tuple[DayRule, str]:
    if text == "L":  # of the week, not of the month: Saturday
        text = "7"
    match = _WEEKDAY_MARK.fullmatch(text)
    if match is None:
        reading = _column(text, WEEKDAY)
        return DayRule(weekdays=bits(map(_from_monday, reading.values))), reading.text
    day, name = grammar.named_number(match["day"], WEEKDAY)
    if match["nth"] is None:
        return _nth(day, LAST), f"{name}L"
    nth = int(match["nth"])
    if not 1 <= nth <= 5:
        raise refusals.outside("day_of_week", f"#{nth}", 1, 5)
    return _nth(day, nth), f"{name}#{nth}"


def _nth(day: int, nth: int) -> DayRule:
    return DayRule(numbers=0, nth=((_from_monday(day), nth),))


def _from_monday(number: int) -> int:
    return (number + 5) % 7
