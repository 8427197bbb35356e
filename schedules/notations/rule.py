"""What every cron-like notation is read into: one frozen value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

FIRST_YEAR = 1970
LAST_YEAR = 2099

LAST = -1
"""In `DayRule.nth`: the last such weekday of the month."""


def bits(values: Iterable[int]) -> int:
    """Return the bit set of small whole numbers: 1 and 3 are 0b1010."""
    total = 0
    for value in values:
        total |= 1 << value
    return total


def members(bit_set: int) -> tuple[int, ...]:
    """Return the numbers of a bit set in order: 0b1010 is (1, 3)."""
    return tuple(n for n in range(bit_set.bit_length()) if bit_set >> n & 1)


ALL_DAYS = bits(range(1, 32))
ALL_WEEKDAYS = bits(range(7))
ALL_WEEKS = bits(range(1, 54))


@dataclass(frozen=True, kw_only=True, slots=True)
class DayRule:
    """Which days of a month; weekdays count from Monday = 0.

    The month's side is the union of `numbers` (bit set of 1-31), `from_end` (0 is the
    last day, 3 the third before it), `workdays` (Monday to Friday nearest to that day,
    never leaving the month), `workdays_from_end` and `nth` (weekday, 1-5 or LAST).
    The week's side is `weekdays` (bit set). A day matches if it is on both sides, or,
    with `either`, on one of them; and always in one of the ISO `weeks` (bit set).
    """

    numbers: int = ALL_DAYS
    from_end: tuple[int, ...] = ()
    workdays: tuple[int, ...] = ()
    workdays_from_end: tuple[int, ...] = ()
    nth: tuple[tuple[int, int], ...] = ()
    weekdays: int = ALL_WEEKDAYS
    either: bool = False
    weeks: int = ALL_WEEKS


@dataclass(frozen=True, kw_only=True, slots=True)
class CronRule:
    """The wall-clock times a text names, whatever notation it was written in.

    Numbers are sorted and never empty; `years` None is every year. `wildcard`: the
    minute or the hour is open (`*`, `*/n`, or the same said otherwise), so the rule
    goes with elapsed time over a switch of the clock. `text` is canonical: its own
    parser reads it into this value again; two texts of one meaning are equal.
    """

    seconds: tuple[int, ...] = (0,)
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: DayRule
    months: tuple[int, ...]
    years: tuple[int, ...] | None = None
    wildcard: bool
    text: str = field(compare=False)
