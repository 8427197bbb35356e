"""What the clock is meant to reach, and whether it did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.clock.figures import Figures, short

# Memory that comes and goes with the heap; per 100,000 schedules the stock one
# takes some hundred.
NOISE_MB = 4.0
# A firing that late is no stall: the clock looks four times a second.
STALL_MS = 250.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    text: str
    value: float
    met: bool

    def __str__(self) -> str:
        verdict = "met" if self.met else "**not met**"
        return f"- {self.text}: {short(self.value)} — {verdict}"


def told(figures: Figures) -> str:
    number = figures.numbers[-1]
    lines = [f"Goals, at {number:,} schedules (medians):", ""]
    return "\n".join([*lines, *map(str, _all(figures))])


def _all(figures: Figures) -> Iterator[Goal]:
    tick = figures.median("idle", "ours", "tick_cpu_ms")
    yield Goal(text="idle tick ≤ 1 ms of CPU", value=tick, met=tick <= 1)
    for cell in ("burst of 1,000", "burst of 10,000"):
        rate = figures.median(cell, "ours", "per_s")
        text = f"≥ 5,000 dispatched per second in a {cell}"
        yield Goal(text=text, value=rate, met=rate >= 5_000)
    delay = figures.median("quiet", "ours", "edit_delay_ms")
    yield Goal(
        text="an edit takes effect in under 1 s (ms)", value=delay, met=delay < 1_000
    )
    stall = figures.median("quiet", "ours", "stall_ms")
    yield Goal(text="without a stall (ms)", value=stall, met=stall < STALL_MS)
    yield from _under_load(figures)
    yield _memory(figures)
    yield _ratio(figures)


def _under_load(figures: Figures) -> Iterator[Goal]:
    for cell, beats in (("busy", "one beat"), ("busy, two beats", "two beats")):
        late = figures.median(cell, "ours", "late_p99_ms")
        text = f"all of them each minute, {beats}: 99 % under 100 ms late (ms)"
        yield Goal(text=text, value=late, met=late < 100)


def _memory(figures: Figures) -> Goal:
    least, most = (
        figures.median("idle", "ours", "memory_mb", number)
        for number in (figures.numbers[0], figures.numbers[-1])
    )
    return Goal(
        text=f"memory does not grow from {figures.numbers[0]:,} schedules on (MB)",
        value=most - least,
        met=most - least <= NOISE_MB,
    )


def _ratio(figures: Figures) -> Goal:
    ours, stock = (
        figures.median("burst of 1,000", who, "per_s") for who in ("ours", "stock")
    )
    return Goal(
        text="dispatched per second, more than 500 times the stock scheduler's",
        value=ours / stock,
        met=ours / stock > 500,
    )
