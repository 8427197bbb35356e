"""The result as tables and a list of goals, in Markdown."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.clock.figures import short
from benchmarks.runs import goals
from benchmarks.runs.figures import Figures

HEAD = (
    "| | | calls/s | CPU per call (µs) | of {} | begun for (µs) | PostgreSQL (µs) |\n"
    "|---|---|--:|--:|--:|--:|--:|"
)


def markdown(result: Mapping[str, Any]) -> str:
    figures = Figures.of(result["records"])
    tables = [_table(figures, database) for database in figures.databases]
    return "\n\n".join([_begin(result), *tables, goals.told(figures)])


def _begin(result: Mapping[str, Any]) -> str:
    before, after = result["before"], result["after"]
    rounds = 1 + max(record["round"] for record in result["records"])
    return (
        f"{before['at']}, {before['cpus']} cores, Python {before['python']}, "
        f"rounds: {rounds}, load before {before['load']:.1f} and after "
        f"{after['load']:.1f}. Median (least..most)."
    )


def _table(figures: Figures, database: str) -> str:
    head = HEAD.format("the cheapest bare")
    return "\n".join([f"On {database}:", "", head, *_lines(figures, database)])


def _lines(figures: Figures, database: str) -> Iterator[str]:
    for situation in figures.situations(database):
        for contender in figures.contenders(database, situation):
            where = (database, situation, contender)
            cells = [
                _shown(figures.each(*where, "per_s")),
                _shown(figures.each(*where, "cpu_us")),
                _ratio(figures, *where),
                _shown(figures.each(*where, "begin_us")),
                _shown(figures.each(*where, "postgres_us")),
            ]
            yield f"| {situation} | {contender} | {' | '.join(cells)} |"


def _ratio(figures: Figures, database: str, situation: str, contender: str) -> str:
    bare = [
        figures.median(database, situation, name, "cpu_us")
        for name in figures.contenders(database, situation)
        if name.startswith(goals.BARE)
    ]
    mine = figures.median(database, situation, contender, "cpu_us")
    # Whoever hung with the targets has made too few calls to be compared with.
    ratio = mine / min(bare, default=math.nan)
    return "" if math.isnan(ratio) else f"{ratio:.2f} ×"


def _shown(values: Sequence[float]) -> str:
    if not values:
        return ""
    middle = short(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({short(min(values))}..{short(max(values))})"
