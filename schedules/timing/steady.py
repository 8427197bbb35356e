"""Recurrence that no clock switch touches: a fixed interval, and a single instant."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from schedules.timing import epoch
from schedules.timing.firing import INTERVAL, ON_TIME, ONCE
from schedules.timing.recurrence import Recurrence, Strike
from schedules.timing.zones import offset_at


class GridRecurrence(Recurrence):
    """Fires at the anchor and every `interval_s` seconds after it, never before it."""

    __slots__ = ("_zone", "anchor", "interval_s")

    def __init__(self, *, interval_s: int, anchor: int, zone: ZoneInfo) -> None:
        super().__init__(kind=INTERVAL, expression=str(interval_s), zone=zone.key)
        self.interval_s = interval_s
        self.anchor = anchor
        self._zone = zone

    def _strike(self, after: int, *, dropped: bool) -> Strike | None:
        beats = max(0, (after - self.anchor) // self.interval_s + 1)
        return _strike_at(self.anchor + beats * self.interval_s, self._zone)

    def _count(self, start: int, end: int) -> int:
        start, end = max(start, self.anchor), min(end, epoch.END)
        if start >= end:
            return 0
        return (end - 1 - self.anchor) // self.interval_s - (
            start - 1 - self.anchor
        ) // self.interval_s


class SingleRecurrence(Recurrence):
    """Fires once."""

    __slots__ = ("_zone", "at")

    def __init__(self, *, at: int, expression: str, zone: ZoneInfo) -> None:
        super().__init__(kind=ONCE, expression=expression, zone=zone.key)
        self.at = at
        self._zone = zone

    def _strike(self, after: int, *, dropped: bool) -> Strike | None:
        return _strike_at(self.at, self._zone) if self.at > after else None

    def _count(self, start: int, end: int) -> int:
        return int(start <= self.at < end)


def _strike_at(second: int, zone: ZoneInfo) -> Strike | None:
    if second >= epoch.END:
        return None
    return Strike(second, second + offset_at(zone, second), ON_TIME, 1)
