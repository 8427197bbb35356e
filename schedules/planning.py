"""The firings of a schedule inside its window; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from schedules.timing import Firing, Recurrence

# Firings that slept-through spans tell one by one; those before share a summary.
MOST_ONE_BY_ONE = 100
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Firings too many to be told one by one: `count` of them, both ends included."""

    first: Firing
    last_at: dt.datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is due: the newest firings one by one, and what lies before them."""

    recent: list[Firing]
    before: Span | None = None


def due(
    recurrence: Recurrence, *, since: dt.datetime, now: dt.datetime, window: Window
) -> Due:
    """The firings from `since` up to `now`, inclusive, with those that a switch of
    the clocks has dropped. The work is bounded, however long the clock slept."""
    until = now if window.ends_at is None else min(now, window.ends_at)
    after = window.opened(since - _MOMENT)
    seen = list(
        recurrence.firings(after, until, MOST_ONE_BY_ONE + 1, with_dropped=True)
    )
    if len(seen) <= MOST_ONE_BY_ONE:
        return Due(recent=seen)
    last_before, *recent = _newest(recurrence, after, until, MOST_ONE_BY_ONE + 1)
    told = sum(firing.count for firing in recent)
    return Due(
        recent=recent,
        before=Span(
            first=seen[0],
            last_at=last_before.at,
            count=recurrence.count(after, until) - told,
        ),
    )


def _newest(
    recurrence: Recurrence, after: dt.datetime, until: dt.datetime, number: int
) -> list[Firing]:
    """The last firings of a span: halving it finds where they begin."""
    low, high = int(after.timestamp()), int(until.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if recurrence.count(_instant(middle), until) >= number:
            low = middle
        else:
            high = middle
    return list(recurrence.firings(_instant(low), until))[-number:]


def _instant(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)


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
