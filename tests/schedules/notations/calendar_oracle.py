"""A slow second reading of Quartz and of named fields: day by day, item by item.

It shares nothing with the engine: no sets, no bits, no month computed at once. A day is
held against the text with the standard calendar, then each second of a day that fits.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from itertools import islice

MONTHS = [name.upper() for name in calendar.month_abbr]  # the first one is empty
MONDAY_DAYS = [name.upper() for name in calendar.day_abbr]
QUARTZ_DAYS = ["", MONDAY_DAYS[-1], *MONDAY_DAYS[:-1]]
ORDINALS = ["", "1st", "2nd", "3rd", "4th", "5th"]


def quartz(text: str, after: dt.datetime, count: int) -> list[dt.datetime]:
    """Return the next naive times later than `after`, within four years."""
    second, minute, hour, day, month, weekday, *year = text.upper().split()

    def fits(on: dt.date) -> bool:
        return (
            in_list(on.month, month, 1, 12, MONTHS)
            and (not year or in_list(on.year, year[0], 1970, 2099))
            and (_quartz_weekday(on, weekday) if day == "?" else _quartz_day(on, day))
        )

    return list(islice(_times(fits, (hour, minute, second), after), count))


def named(fields: dict[str, str], after: dt.datetime, count: int) -> list[dt.datetime]:
    """Return the next naive times of APScheduler's fields, within four years."""
    told = {"second": "0"} | fields

    def fits(on: dt.date) -> bool:
        return (
            in_list(on.year, told.get("year", "*"), 1970, 2099)
            and in_list(on.month, told.get("month", "*").upper(), 1, 12, MONTHS)
            and in_list(on.isocalendar().week, told.get("week", "*"), 1, 53)
            and in_list(
                on.weekday(), told.get("day_of_week", "*").upper(), 0, 6, MONDAY_DAYS
            )
            and any(_named_day(on, item) for item in told.get("day", "*").split(","))
        )

    clock = (told.get("hour", "*"), told.get("minute", "*"), told["second"])
    return list(islice(_times(fits, clock, after), count))


def in_list(
    value: int, text: str, low: int, high: int, names: list[str] | None = None
) -> bool:
    return any(_in_item(value, i, low, high, names or []) for i in text.split(","))


def _in_item(value: int, item: str, low: int, high: int, names: list[str]) -> bool:
    span, _, step = item.partition("/")
    if span == "*":
        first, last = low, high
    elif "-" in span:
        first, last = (_number(end, names) for end in span.split("-"))
    else:
        first = _number(span, names)
        last = high if step else first
    # Walk from the first to the last, over the end if need be.
    walked, here = 0, first
    while True:
        if here == value and walked % int(step or 1) == 0:
            return True
        if here == last:
            return False
        walked, here = walked + 1, low if here == high else here + 1


def _number(text: str, names: list[str]) -> int:
    return int(text) if text.isdigit() else names.index(text)


def _month_length(on: dt.date) -> int:
    return calendar.monthrange(on.year, on.month)[1]


def _nearest_workday(on: dt.date, day: int) -> bool:
    """Whether `on` is the Monday to Friday closest to a day of its month."""
    if not 1 <= day <= _month_length(on):
        return False
    month = [on.replace(day=d) for d in range(1, _month_length(on) + 1)]
    workdays = [d for d in month if d.weekday() < 5]
    return min(workdays, key=lambda d: abs(d.day - day)) == on


def _quartz_day(on: dt.date, text: str) -> bool:
    length = _month_length(on)
    if match := re.fullmatch(r"L(?:-(\d+))?(W?)", text):
        day = length - int(match[1] or 0)
        return _nearest_workday(on, day) if match[2] else on.day == day
    if text.endswith("W"):
        return _nearest_workday(on, int(text[:-1]))
    return in_list(on.day, text, 1, 31)


def _quartz_weekday(on: dt.date, text: str) -> bool:
    number = (on.weekday() + 1) % 7 + 1
    if text == "L":
        return number == 7
    if match := re.fullmatch(r"(\w+)#(\d)", text):
        same = _number(match[1], QUARTZ_DAYS) == number
        return same and (on.day + 6) // 7 == int(match[2])
    if text.endswith("L"):
        same = _number(text[:-1], QUARTZ_DAYS) == number
        return same and on.day + 7 > _month_length(on)
    return in_list(number, text, 1, 7, QUARTZ_DAYS)


def _named_day(on: dt.date, item: str) -> bool:
    if item == "last":
        return (on + dt.timedelta(days=1)).day == 1
    if " " not in item:
        return in_list(on.day, item, 1, 31)
    position, name = item.split()
    if MONDAY_DAYS[on.weekday()] != name.upper():
        return False
    if position == "last":
        return (on + dt.timedelta(days=7)).month != on.month
    return ORDINALS[(on.day - 1) // 7 + 1] == position


def _times(
    fits: Callable[[dt.date], bool], clock: tuple[str, str, str], after: dt.datetime
) -> Iterator[dt.datetime]:
    hours = [h for h in range(24) if in_list(h, clock[0], 0, 23)]
    minutes = [m for m in range(60) if in_list(m, clock[1], 0, 59)]
    seconds = [s for s in range(60) if in_list(s, clock[2], 0, 59)]
    for days in range(4 * 366):
        on = after.date() + dt.timedelta(days=days)
        if not fits(on):
            continue
        for hour in hours:
            for minute in minutes:
                for second in seconds:
                    time = dt.datetime.combine(on, dt.time(hour, minute, second))
                    if time > after:
                        yield time
