"""The result as a table and a list of goals, in Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.clock import goals
from benchmarks.clock.figures import Figures

HEAD = "| | schedules | ours | stock | ours is better by |\n|---|--:|--:|--:|--:|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure of one measurement."""

    cell: str
    value: str
    label: str
    more_is_better: bool = False


ROWS = (
    Row(cell="create", value="create_s", label="create all (s)"),
    Row(cell="idle", value="start_s", label="start-up, in a process (s)"),
    Row(cell="idle", value="memory_mb", label="memory it takes (MB)"),
    Row(cell="idle", value="tick_cpu_ms", label="idle tick (ms of CPU)"),
    Row(cell="idle", value="tick_ms", label="idle tick (ms)"),
    *(
        Row(cell=cell, value=value, label=f"{cell} due: {label}", more_is_better=more)
        for cell in ("burst of 1,000", "burst of 10,000")
        for value, label, more in (
            ("per_s", "dispatched per s", True),
            ("cpu_us", "µs of CPU each", False),
            ("postgres_us", "µs of PostgreSQL's CPU each", False),
        )
    ),
    Row(
        cell="quiet", value="first_firing_s", label="process start to first firing (s)"
    ),
    Row(cell="quiet", value="resident_mb", label="resident memory (MB)"),
    Row(cell="quiet", value="idle_cpu_percent", label="beat nearly idle (% of a core)"),
    Row(cell="quiet", value="edit_delay_ms", label="an edited one fires late by (ms)"),
    Row(cell="quiet", value="stall_ms", label="others stall at an edit (ms)"),
    *(
        Row(cell=cell, value=value, label=f"{cell}: {label}", more_is_better=more)
        for cell in ("busy", "busy, two beats")
        for value, label, more in (
            ("sent", "fired in time to be counted", True),
            ("late_p50_ms", "late, half of them (ms)", False),
            ("late_p99_ms", "late, 99 % of them (ms)", False),
            ("cpu_us", "µs of CPU each", False),
        )
    ),
    Row(
        cell="busy", value="ledger_p99_ms", label="busy: late by the ledger, 99 % (ms)"
    ),
)


def markdown(result: Mapping[str, Any]) -> str:
    figures = Figures.of(result["records"])
    table = "\n".join([HEAD, *_lines(figures)])
    return "\n\n".join([_begin(result), table, goals.told(figures)])


def _begin(result: Mapping[str, Any]) -> str:
    before, after = result["before"], result["after"]
    rounds = 1 + max(record["round"] for record in result["records"])
    return (
        f"{before['at']}, {before['cpus']} cores, Python {before['python']}, "
        f"rounds: {rounds}, load before {before['load']:.1f} and after "
        f"{after['load']:.1f}. Median (least..most)."
    )


def _lines(figures: Figures) -> Iterator[str]:
    for row in ROWS:
        for number in figures.numbers:
            ours, stock = (
                figures.of_cell(row.cell, who, number, row.value)
                for who in ("ours", "stock")
            )
            if ours or stock:
                yield (
                    f"| {row.label} | {number:,} | {_shown(ours)} | {_shown(stock)} "
                    f"| {_ratio(row, ours, stock)} |"
                )


def _shown(values: Sequence[float]) -> str:
    if not values:
        return ""
    middle = _short(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({_short(min(values))}..{_short(max(values))})"


def _short(value: float) -> str:
    """Three digits that count."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _ratio(row: Row, ours: Sequence[float], stock: Sequence[float]) -> str:
    if not (ours and stock):
        return ""
    mine, theirs = statistics.median(ours), statistics.median(stock)
    better, worse = (mine, theirs) if row.more_is_better else (theirs, mine)
    return f"{_short(better / worse)} ×" if worse > 0 else ""
