"""What all contenders are put into, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.runs.answering import PORTS

FAST: Final = "fast"
LATE: Final = "50 ms"
# One host, as a worker of ours has eight calls to it under way at most.
ALONE: Final = "one host"
DISTURBED: Final = "one host, and one that hangs"
STEPS: Final = 200
FAN_OUT: Final = f"fan-out of {STEPS}"
CHAIN: Final = f"chain of {STEPS}"
CHAINS: Final = f"ten chains of {STEPS}"
SHAPED: Final = (FAN_OUT, CHAIN, CHAINS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    name: str
    # As answering.MANNERS has them.
    manner: str = "prompt"
    hosts: int = PORTS
    calls: int
    # Calls per place of a contender, so that a slow one ends some day.
    calls_per_place: int = 1_000_000
    hanging: bool = False
    # "", or group or chain: so many workflows of STEPS calls.
    shape: str = ""

    def number(self, places: int) -> int:
        """The calls that will be answered to whoever makes so many at once."""
        return min(self.calls, places * self.calls_per_place)

    def among(
        self, hosts: Sequence[str], hanging: Sequence[str], places: int
    ) -> list[str]:
        """A URL for each call, hosts in turn; each second one hangs, if any does."""
        known = [*hosts, *(hanging if self.hanging else ())]
        number = self.number(places) * (2 if self.hanging else 1)
        return [known[call % len(known)] for call in range(number)]


def situations(scale: float) -> Iterator[Situation]:
    many, late = int(3_000 * scale), int(150 * scale)
    yield Situation(name=FAST, calls=many)
    yield Situation(name=LATE, manner="late", calls=many, calls_per_place=late)
    yield Situation(name=ALONE, hosts=1, calls=many)
    yield Situation(name=DISTURBED, hosts=1, calls=many, hanging=True)
    yield Situation(name=FAN_OUT, calls=STEPS, shape="group")
    yield Situation(name=CHAIN, calls=STEPS, shape="chain")
    yield Situation(name=CHAINS, calls=10 * STEPS, shape="chain")
