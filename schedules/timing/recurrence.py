"""When something recurs: the one value the clock asks for the next instant."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from schedules.timing import epoch
from schedules.timing.firing import Firing


class Strike(NamedTuple):
    """A firing in the engine's numbers; the order is that of the instants."""

    at: int
    wall: int
    shift: str
    times: int

    def firing(self) -> Firing:
        return Firing(
            at=epoch.instant(self.at),
            planned_local=epoch.wall(self.wall),
            shift=self.shift,
            count=self.times,
        )


class Recurrence(ABC):
    """A plan of instants, till the end of 2099. Shared, and never changed.

    `kind` is one of `firing.KINDS`, `expression` the canonical text, `zone` a name.
    All datetimes taken are aware (ValueError otherwise); fractions of seconds count.
    """

    __slots__ = ("_memo", "expression", "kind", "zone")

    def __init__(self, *, kind: str, expression: str, zone: str) -> None:
        self.kind = kind
        self.expression = expression
        self.zone = zone
        self._memo: tuple[int, int, Firing | None] = (0, 0, None)

    @abstractmethod
    def _strike(self, after: int, *, dropped: bool) -> Strike | None:
        """Return the first strike later than `after`."""

    @abstractmethod
    def _count(self, start: int, end: int) -> int:
        """Return how many times are planned at the instants [start, end)."""

    @property
    def never_fires(self) -> bool:
        """Whether there is no instant at all from 1970 to 2099 (30 February)."""
        return self._strike(epoch.START - 1, dropped=False) is None

    def next(self, after: datetime) -> Firing | None:
        """Return the first firing later than `after`; None when there is none left.

        Never a dropped one. Asked again between `after` and the answer, it remembers:
        thousands of schedules share a recurrence and are due in the same minute.
        """
        second = epoch.seconds(after)
        since, until, firing = self._memo
        if since <= second < until:
            return firing
        strike = self._strike(second, dropped=False)
        firing = strike.firing() if strike else None
        self._memo = (second, strike.at if strike else epoch.END, firing)
        return firing

    def firings(
        self,
        after: datetime,
        until: datetime | None = None,
        limit: int | None = None,
        *,
        with_dropped: bool = False,
    ) -> Iterator[Firing]:
        """Yield the firings later than `after` up to and including `until`.

        Their instants strictly increase, the dropped ones among them, so the last
        firing's `at` is the right `after` to go on with. At most `limit` of them.
        """
        last = epoch.END if until is None else epoch.seconds(until)
        strikes = self._strikes(epoch.seconds(after), last, dropped=with_dropped)
        return (strike.firing() for strike in islice(strikes, limit))

    def count(self, after: datetime, until: datetime) -> int:
        """Return how many planned times fire later than `after`, up to `until`.

        It is the sum of the firings' `count`, at a cost that hardly depends on it.
        """
        return self._count(epoch.seconds(after) + 1, epoch.seconds(until) + 1)

    def _strikes(self, after: int, last: int, *, dropped: bool) -> Iterator[Strike]:
        strike = self._strike(after, dropped=dropped)
        while strike is not None and strike.at <= last:
            yield strike
            strike = self._strike(strike.at, dropped=dropped)
