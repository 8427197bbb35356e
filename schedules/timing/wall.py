"""Recurrence by the wall clock of a zone: every cron-like notation."""

from __future__ import annotations

from typing import Final

from schedules.notations.rule import LAST_YEAR, CronRule
from schedules.timing import epoch
from schedules.timing.firing import BOTH, DROPPED
from schedules.timing.policies import NO_GAP, Span, spans
from schedules.timing.recurrence import Recurrence, Strike
from schedules.timing.walltimes import WallTimes

REACH: Final = 2 * epoch.DAY  # no wall clock is further from UTC, no gap longer


class WallRecurrence(Recurrence):
    """Fires when the clock of a zone shows a time of the rule.

    A wildcard rule goes with the clock as it stands: nothing is missed in a gap, and
    both passes of a repeated hour are played, whatever the policies say.
    """

    __slots__ = ("_gap", "_repeat", "_times", "rule")

    def __init__(
        self, *, kind: str, rule: CronRule, zone: str, gap: str, repeat: str
    ) -> None:
        super().__init__(kind=kind, expression=rule.text, zone=zone)
        self.rule = rule
        self._times = WallTimes(rule)
        self._gap = NO_GAP if rule.wildcard else gap
        self._repeat = BOTH if rule.wildcard else repeat

    def _strike(self, after: int, *, dropped: bool) -> Strike | None:
        start = max(after + 1, epoch.START)
        year = epoch.year_of(start)
        while year <= LAST_YEAR:
            strike = self._strike_in(year, start, dropped=dropped)
            if strike is not None:
                return strike
            year = self._year_after(year)
        return None

    def _year_after(self, year: int) -> int:
        """Return the next year worth looking at: a leap-day Monday is decades away."""
        edge = epoch.start_of_year(year + 1) - REACH
        time = self._times.first_from(edge)
        if time is None:
            return LAST_YEAR + 1
        return max(year + 1, epoch.year_of(time - REACH))

    def _strike_in(self, year: int, start: int, *, dropped: bool) -> Strike | None:
        best: Strike | None = None
        for span in spans(self.zone, year, self._gap, self._repeat):
            if span.end <= start or (span.shift == DROPPED and not dropped):
                continue
            if best is not None and span.start > best.at:
                break
            strike = self._strike_of(span, start)
            if strike is not None:
                best = strike if best is None else _earlier(best, strike)
        return best

    def _strike_of(self, span: Span, start: int) -> Strike | None:
        if span.folded_until is not None:
            return (
                self._folded(span, span.folded_until) if span.start >= start else None
            )
        wall = self._times.first_from(max(span.start, start) + span.offset)
        if wall is None or wall >= span.end + span.offset:
            return None
        return Strike(wall - span.offset, wall, span.shift, 1)

    def _folded(self, span: Span, until: int) -> Strike | None:
        wall = self._times.first_from(span.start + span.offset)
        if wall is None or wall >= until:
            return None
        return Strike(span.start, wall, span.shift, self._times.count(wall, until))

    def _count(self, start: int, end: int) -> int:
        start = max(start, epoch.START)
        years = range(epoch.year_of(start), min(epoch.year_of(end), LAST_YEAR) + 1)
        return sum(
            self._count_of(span, start, end)
            for year in years
            for span in spans(self.zone, year, self._gap, self._repeat)
            if span.shift != DROPPED and span.start < end and span.end > start
        )

    def _count_of(self, span: Span, start: int, end: int) -> int:
        first = span.start + span.offset
        if span.folded_until is not None:
            return self._times.count(first, span.folded_until)
        first = max(span.start, start) + span.offset
        return self._times.count(first, min(span.end, end) + span.offset)


def _earlier(one: Strike, other: Strike) -> Strike:
    """Return the earlier strike; of two at one instant, one that counts both.

    A time that is played speaks for one that is dropped, else the earlier planned.
    """
    if one.at != other.at:
        return min(one, other)
    speaker = min(one, other, key=lambda strike: (strike.shift == DROPPED, strike.wall))
    return speaker._replace(times=one.times + other.times)
