"""What the worker is meant to reach, and whether it did."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.clock.figures import short
from benchmarks.clock.goals import Goal
from benchmarks.runs import situations
from benchmarks.runs.figures import Figures

OURS = "steeple"
# Of the bare tasks, the one that costs least: nobody has to take the other.
BARE = "bare"
RATIO = 0.5
AIM = 0.35
UNDISTURBED = 0.6
PER_STEP = 1.0


def told(figures: Figures) -> str:
    lines = ["Goals (medians; a ratio to the bare task that costs least):", ""]
    return "\n".join([*lines, *map(str, _all(figures))])


def _all(figures: Figures) -> Iterator[Goal]:
    for database in figures.databases:
        known = figures.situations(database)
        if situations.FAST in known:
            yield _cost(figures, database)
        if situations.DISTURBED in known:
            yield _disturbed(figures, database)
        for shaped in situations.SHAPED:
            if shaped in known:
                yield _per_step(figures, database, shaped)


def _cost(figures: Figures, database: str) -> Goal:
    ratio = _ratio(figures, database, situations.FAST)
    return Goal(
        text=f"{database}: CPU per recorded run ≤ {short(RATIO)} × a bare task that "
        f"records nothing (aim: {short(AIM)})",
        value=ratio,
        met=ratio <= RATIO,
    )


def _per_step(figures: Figures, database: str, situation: str) -> Goal:
    ratio = _ratio(figures, database, situation)
    return Goal(
        text=f"{database}, {situation}: CPU per recorded step ≤ {short(PER_STEP)} × "
        "the unrecorded canvas",
        value=ratio,
        met=ratio <= PER_STEP,
    )


def _disturbed(figures: Figures, database: str) -> Goal:
    disturbed, alone = (
        figures.median(database, situation, OURS, "per_s")
        for situation in (situations.DISTURBED, situations.ALONE)
    )
    return Goal(
        text=f"{database}: with half of the targets hanging, the healthy ones' runs "
        f"per second ≥ {short(UNDISTURBED)} × the undisturbed",
        value=disturbed / alone,
        met=disturbed / alone >= UNDISTURBED,
    )


def _ratio(figures: Figures, database: str, situation: str) -> float:
    """Our CPU per call to the cheapest bare one's."""
    least = min(
        figures.median(database, situation, name, "cpu_us")
        for name in figures.contenders(database, situation)
        if name.startswith(BARE)
    )
    return figures.median(database, situation, OURS, "cpu_us") / least
