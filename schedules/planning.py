"""The firings of a schedule inside its window; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from schedules.timing import Firing, Recurrence

# Firings of a slept-through span that are told one by one; those before share one row.
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

    def closed(self, until: dt.datetime) -> dt.datetime:
        """The last instant at which a firing may come."""
        return until if self.ends_at is None else min(until, self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Firings that are told together: `count` of them, both ends included."""

    first: Firing
    last_at: dt.datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is due: the newest firings one by one, and what lies before them."""

    recent: list[Firing]
    before: Span | None = None


def due(
    recurrence: Recurrence, *, after: dt.datetime, now: dt.datetime, window: Window
) -> Due:
    """The firings later than `after`, up to `now`, with those that a switch of the
    clocks has dropped. The work is bounded, however long the clock slept."""
    after, until = window.opened(after), window.closed(now)
    limit = MOST_ONE_BY_ONE + 1
    seen = list(recurrence.firings(after, until, limit, with_dropped=True))
    if len(seen) < limit:
        return Due(recent=seen)
    last_before, *recent = _newest(recurrence, after, until, limit)
    told = sum(firing.count for firing in recent)
    count = recurrence.count(after, until) - told
    return Due(
        recent=recent, before=Span(first=seen[0], last_at=last_before.at, count=count)
    )


def span(
    recurrence: Recurrence, *, after: dt.datetime, until: dt.datetime
) -> Span | None:
    """All firings later than `after`, up to `until`, as one; None if there are none."""
    first = recurrence.next(after)
    if first is None or first.at > until:
        return None
    count = recurrence.count(after, until)
    last = _newest(recurrence, after, until, 1)[-1]
    return Span(first=first, last_at=last.at, count=count)


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


def _newest(
    recurrence: Recurrence, after: dt.datetime, until: dt.datetime, number: int
) -> list[Firing]:
    """The last firings of a span that has that many: halving finds their beginning."""
    low, high = int(after.timestamp()), int(until.timestamp()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if recurrence.count(_instant(middle), until) >= number:
            low = middle
        else:
            high = middle
    return list(recurrence.firings(_instant(low), until))[-number:]


def _instant(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
