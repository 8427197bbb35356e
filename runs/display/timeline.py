"""When each step was under way, as bars on one scale; pure.

Places and widths are shares of the whole, written as SVG takes them ("12.5%").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Lengths between two ticks, in milliseconds: a round number, and few ticks.
ROUND = (
    *(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000),
    *(30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000),
)
MOST_TICKS = 6
# What is shorter cannot be seen.
NARROWEST = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Something that went on from one instant to another; open without an end."""

    start: dt.datetime
    end: dt.datetime | None
    # A status, or "pause" between two attempts.
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    x: str
    width: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    x: str
    # Since the beginning.
    ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The time that is shown, from the first beginning to the last end."""

    start: dt.datetime
    end: dt.datetime

    @property
    def ms(self) -> float:
        return max(1.0, (self.end - self.start) / dt.timedelta(milliseconds=1))

    def share(self, at: dt.datetime) -> float:
        """Where an instant is, from 0 to 100."""
        ms = (at - self.start) / dt.timedelta(milliseconds=1)
        return min(100.0, max(0.0, 100 * ms / self.ms))

    def bar(self, span: Span) -> Bar:
        start, end = self.share(span.start), self.share(span.end or self.end)
        width = max(NARROWEST, end - start)
        return Bar(
            x=_percent(min(start, 100 - width)), width=_percent(width), kind=span.kind
        )

    def ticks(self) -> Sequence[Tick]:
        return list(self._ticks())

    def _ticks(self) -> Iterator[Tick]:
        between = next((n for n in ROUND if self.ms / n <= MOST_TICKS), None)
        if between is None:
            hours = -(-self.ms // (MOST_TICKS * 3_600_000))
            between = int(hours) * 3_600_000
        # The last one would stand in the way of the end.
        for ms in range(0, int(self.ms * 0.95) + 1, between):
            yield Tick(x=_percent(100 * ms / self.ms), ms=ms)


def scale_of(spans: Sequence[Span], *, now: dt.datetime) -> Scale | None:
    """The scale on which all of them have room; None if nothing has begun."""
    if not spans:
        return None
    return Scale(
        start=min(span.start for span in spans),
        end=max(span.end or now for span in spans),
    )


def _percent(share: float) -> str:
    return f"{share:.2f}%"
