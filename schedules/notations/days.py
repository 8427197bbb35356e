"""The days of one month that a day rule matches."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from schedules.notations.rule import ALL_WEEKS, LAST, DayRule

SATURDAY, SUNDAY = 5, 6
_EVERY_SEVENTH = sum(1 << 7 * week for week in range(6))


def matching_days(rule: DayRule, year: int, month: int) -> int:
    """Return the bit set of matching days (bit 1 is the first) of a month."""
    first_weekday, length = monthrange(year, month)
    by_month = rule.numbers | _special_days(rule, first_weekday, length)
    by_week = _weekday_days(rule.weekdays, first_weekday)
    found = by_month | by_week if rule.either else by_month & by_week
    found &= (1 << length + 1) - 2
    if rule.weeks != ALL_WEEKS:
        found &= _iso_week_days(rule.weeks, year, month, first_weekday)
    return found


def _weekday_days(weekdays: int, first_weekday: int) -> int:
    # The week is turned so that bit 0 is the weekday of the first, then repeated.
    turned = weekdays >> first_weekday | weekdays << 7 - first_weekday
    return ((turned & 0x7F) * _EVERY_SEVENTH) << 1


def _iso_week_days(weeks: int, year: int, month: int, first_weekday: int) -> int:
    first = date(year, month, 1).toordinal()
    found = 0
    # The first Monday to look at may lie before the month, on day 0 to -5.
    for monday in range(1 - first_weekday, 32, 7):
        week = date.fromordinal(first + monday - 1).isocalendar().week
        if weeks >> week & 1:
            found |= 0x7F << monday + 7
    return found >> 7


def _special_days(rule: DayRule, first_weekday: int, length: int) -> int:
    if not (rule.from_end or rule.workdays or rule.workdays_from_end or rule.nth):
        return 0
    found = 0
    for day in _special_day_numbers(rule, first_weekday, length):
        # A day the month does not have (L-30 in June) is no day; it moves nowhere.
        if 1 <= day <= length:
            found |= 1 << day
    return found


def _special_day_numbers(
    rule: DayRule, first_weekday: int, length: int
) -> Iterator[int]:
    for back in rule.from_end:
        yield length - back
    for day in rule.workdays:
        yield _nearest_workday(day, first_weekday, length)
    for back in rule.workdays_from_end:
        yield _nearest_workday(length - back, first_weekday, length)
    for weekday, nth in rule.nth:
        yield _nth_weekday(weekday, nth, first_weekday, length)


def _nearest_workday(day: int, first_weekday: int, length: int) -> int:
    """Return Monday to Friday nearest to a day, in the same month; 0 without one."""
    if not 1 <= day <= length:
        return 0
    weekday = (first_weekday + day - 1) % 7
    if weekday == SATURDAY:
        return day - 1 if day > 1 else day + 2
    if weekday == SUNDAY:
        return day + 1 if day < length else day - 2
    return day


def _nth_weekday(weekday: int, nth: int, first_weekday: int, length: int) -> int:
    first = (weekday - first_weekday) % 7 + 1
    if nth == LAST:
        return first + (length - first) // 7 * 7
    return first + (nth - 1) * 7
