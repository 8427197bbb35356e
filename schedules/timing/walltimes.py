"""The wall-clock times of a rule, as if no clock were ever switched."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from schedules.notations.days import matching_days
from schedules.notations.rule import FIRST_YEAR, LAST_YEAR, CronRule
from schedules.timing.epoch import DAY, END, FIRST_DAY, START

KEPT_MONTHS = 32  # a search that finds nothing goes through 1,560 of them


class WallTimes:
    """Searches and counts a rule's times. Times are wall-clock seconds since 1970."""

    __slots__ = (
        "_first",
        "_first_in_hour",
        "_hours",
        "_minutes",
        "_months",
        "_rule",
        "_seconds",
        "_years",
    )

    def __init__(self, rule: CronRule) -> None:
        self._rule = rule
        self._seconds = rule.seconds
        self._minutes = rule.minutes
        self._hours = rule.hours
        self._years = rule.years or range(FIRST_YEAR, LAST_YEAR + 1)
        self._first_in_hour = rule.minutes[0] * 60 + rule.seconds[0]
        self._first = rule.hours[0] * 3600 + self._first_in_hour
        self._months: dict[int, int] = {}

    def first_from(self, time: int) -> int | None:
        """Return the first time at or after `time`; None if there is none till 2099."""
        if not START <= time < END:
            return None if time >= END else self.first_from(START)
        day, second = divmod(time, DAY)
        today = date.fromordinal(FIRST_DAY + day)
        days = self._days(today.year, today.month) >> today.day
        if days & 1:
            found = self._first_in_day(second)
            if found is not None:
                return day * DAY + found
        days >>= 1
        if days:
            return (day + (days & -days).bit_length()) * DAY + self._first
        return self._first_after_month(today)

    def count(self, start: int, end: int) -> int:
        """Return how many times there are from `start` until before `end`."""
        start, end = max(start, START), min(end, END)
        if start >= end:
            return 0
        first_day, start_second = divmod(start, DAY)
        last_day, end_second = divmod(end, DAY)
        return (
            self._count_days(first_day, last_day) * self._count_in_day(DAY)
            - self._has_day(first_day) * self._count_in_day(start_second)
            + self._has_day(last_day) * self._count_in_day(end_second)
        )

    def _days(self, year: int, month: int) -> int:
        key = year * 12 + month
        days = self._months.get(key)
        if days is None:
            if len(self._months) >= KEPT_MONTHS:
                self._months = {}
            days = self._months[key] = self._read_days(year, month)
        return days

    def _read_days(self, year: int, month: int) -> int:
        if month not in self._rule.months or year not in self._years:
            return 0
        return matching_days(self._rule.days, year, month)

    def _has_day(self, day: int) -> bool:
        on = date.fromordinal(FIRST_DAY + day)
        return bool(self._days(on.year, on.month) >> on.day & 1)

    def _first_after_month(self, today: date) -> int | None:
        for year, month in self._months_from(today.year, today.month + 1):
            days = self._days(year, month)
            if days:
                first = date(year, month, 1).toordinal() - FIRST_DAY
                lowest = (days & -days).bit_length() - 1
                return (first + lowest - 1) * DAY + self._first
        return None

    def _months_from(self, year: int, month: int) -> Iterator[tuple[int, int]]:
        # Only months that the rule names: the day rule need not be asked of others.
        months = self._rule.months
        for later in months[bisect_left(months, month) :]:
            yield year, later
        for later_year in self._years[bisect_left(self._years, year + 1) :]:
            for later in months:
                yield later_year, later

    def _first_in_day(self, second: int) -> int | None:
        hour, rest = divmod(second, 3600)
        hours = self._hours
        n = bisect_left(hours, hour)
        if n < len(hours) and hours[n] == hour:
            found = self._first_in_hour_from(rest)
            if found is not None:
                return hour * 3600 + found
            n += 1
        return hours[n] * 3600 + self._first_in_hour if n < len(hours) else None

    def _first_in_hour_from(self, rest: int) -> int | None:
        minute, second = divmod(rest, 60)
        minutes, seconds = self._minutes, self._seconds
        n = bisect_left(minutes, minute)
        if n < len(minutes) and minutes[n] == minute:
            k = bisect_left(seconds, second)
            if k < len(seconds):
                return minute * 60 + seconds[k]
            n += 1
        return minutes[n] * 60 + seconds[0] if n < len(minutes) else None

    def _count_in_day(self, until: int) -> int:
        """Return how many times of day there are before a second of the day."""
        hour, rest = divmod(until, 3600)
        minute, second = divmod(rest, 60)
        per_minute = len(self._seconds)
        per_hour = len(self._minutes) * per_minute
        count = bisect_left(self._hours, hour) * per_hour
        if hour in self._hours:
            count += bisect_left(self._minutes, minute) * per_minute
            if minute in self._minutes:
                count += bisect_left(self._seconds, second)
        return count

    def _count_days(self, start: int, end: int) -> int:
        """Return how many matching days there are from `start` until before `end`."""
        if start >= end:
            return 0
        first = date.fromordinal(FIRST_DAY + start)
        last = date.fromordinal(FIRST_DAY + end - 1)
        count = 0
        for year, month in self._months_from(first.year, first.month):
            if (year, month) > (last.year, last.month):
                break
            count += self._days(year, month).bit_count()
        return count - self._days_outside(first, last)

    def _days_outside(self, first: date, last: date) -> int:
        """Return the matching days of the end months that lie before or after."""
        early = self._days(first.year, first.month) & ((1 << first.day) - 1)
        late = self._days(last.year, last.month) >> last.day + 1
        return early.bit_count() + late.bit_count()
