"""The firings of a schedule inside its window; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from schedules.timing import Firing, Recurrence

_MOMENT = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From and until, both inclusive instants; None is open."""

    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None

    def opened(self, after: dt.datetime) -> dt.datetime:
        """The instant after which the first firing may come."""
        if self.starts_at is None:
            return after
        return max(after, self.starts_at - _MOMENT)


def due(
    recurrence: Recurrence,
    *,
    since: dt.datetime,
    now: dt.datetime,
    window: Window,
    limit: int,
) -> list[Firing]:
    """The firings from `since` up to `now`, inclusive, with those that a switch of
    the clocks has dropped; at most `limit`."""
    until = now if window.ends_at is None else min(now, window.ends_at)
    after = window.opened(since - _MOMENT)
    return list(recurrence.firings(after, until, limit, with_dropped=True))


def next_at(
    recurrence: Recurrence, *, after: dt.datetime, window: Window
) -> dt.datetime | None:
    """The first instant after another one, or None if there is none any more."""
    firing = recurrence.next(window.opened(after))
    if firing is None or (window.ends_at is not None and firing.at > window.ends_at):
        return None
    return firing.at


def following(
    recurrence: Recurrence, *, after: dt.datetime, window: Window, count: int
) -> Iterator[Firing]:
    """The next firings, `count` at most."""
    return recurrence.firings(window.opened(after), window.ends_at, count)
