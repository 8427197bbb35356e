"""Instants as whole seconds since 1970 in UTC, the numbers the engine counts with.

A wall-clock time is such a number too, read as if the clock stood in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from math import floor
from typing import Final

from schedules.notations.rule import FIRST_YEAR, LAST_YEAR

DAY: Final = 86_400
FIRST_DAY: Final = date(1970, 1, 1).toordinal()


def seconds(instant: datetime) -> int:
    """Return an aware datetime's whole seconds, fractions cut off downwards."""
    if instant.tzinfo is None:
        message = "A naive datetime is no instant; give it a time zone."
        raise ValueError(message)
    return floor(instant.timestamp())


def instant(second: int) -> datetime:
    """Return an aware datetime in UTC."""
    return datetime.fromtimestamp(second, UTC)


def wall(second: int) -> datetime:
    """Return the naive datetime of a wall-clock number."""
    return datetime.fromtimestamp(second, UTC).replace(tzinfo=None)


def year_of(second: int) -> int:
    return datetime.fromtimestamp(second, UTC).year


def start_of_year(year: int) -> int:
    return (date(year, 1, 1).toordinal() - FIRST_DAY) * DAY


START: Final = start_of_year(FIRST_YEAR)
END: Final = start_of_year(LAST_YEAR + 1)
"""Nothing fires at or after this: every search ends here."""
