"""What a switch of the clock does to wall-clock times, policy by policy.

Each span maps a run of wall-clock times to instants. Debian's cron (Vixie's, with its
daylight saving rules) runs a job of fixed times at once after a gap, for each minute
missed; and only in the first pass of a repeated hour. A job whose minute or hour
begins with a star follows the clock as it stands. The defaults here are the same, but
that several times missed in one gap come down as one firing that counts them, and that
the size of the gap does not matter (Debian: less than three hours).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

from schedules.timing.epoch import start_of_year
from schedules.timing.firing import (
    AFTER,
    BOTH,
    DROPPED,
    FIRST,
    MOVED,
    ON_TIME,
    SAME_DISTANCE,
    SECOND,
)
from schedules.timing.zones import Stretch, stretches

NO_GAP = ""
"""A gap policy for wildcard rules: what the clock never shows was never planned."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """The instants [start, end), in which the wall clock runs `offset` ahead of UTC.

    With `folded_until` the wall-clock times from `start + offset` until that one were
    jumped over, and all come down on the instant `start`.
    """

    start: int
    end: int
    offset: int
    shift: str = ON_TIME
    folded_until: int | None = None


@lru_cache(maxsize=2048)
def spans(zone_name: str, year: int, gap: str, repeat: str) -> tuple[Span, ...]:
    """Return the spans of a UTC year in order of their start."""
    start, end = start_of_year(year), start_of_year(year + 1)
    clipped = (
        replace(span, start=max(span.start, start), end=min(span.end, end))
        for stretch in stretches(zone_name, year)
        for span in _spans_of(stretch, gap, repeat)
    )
    filled = (span for span in clipped if span.start < span.end)
    return tuple(sorted(filled, key=attrgetter("start")))


def _spans_of(stretch: Stretch, gap: str, repeat: str) -> Iterator[Span]:
    offset = stretch.offset
    once_from = stretch.start + max(0, stretch.before - offset)
    once_until = stretch.end - max(0, offset - stretch.after)
    yield Span(start=once_from, end=once_until, offset=offset)
    yield Span(
        start=stretch.start,
        end=once_from,
        offset=offset,
        shift=_played(repeat, SECOND),
    )
    yield Span(
        start=once_until,
        end=stretch.end,
        offset=offset,
        shift=_played(repeat, FIRST),
    )
    if stretch.before < offset and gap != NO_GAP:
        yield _gap_span(stretch, gap)


def _played(repeat: str, this_pass: str) -> str:
    return ON_TIME if repeat in {this_pass, BOTH} else DROPPED


def _gap_span(stretch: Stretch, gap: str) -> Span:
    start, missed = stretch.start, stretch.offset - stretch.before
    if gap == AFTER:
        return Span(
            start=start,
            end=start + 1,
            offset=stretch.before,
            shift=MOVED,
            folded_until=start + stretch.offset,
        )
    shift = MOVED if gap == SAME_DISTANCE else DROPPED
    return Span(start=start, end=start + missed, offset=stretch.before, shift=shift)
