"""The result as a table and a list of goals, in Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.clock import goals
from benchmarks.clock.figures import Figures, short

HEAD = "| | schedules | ours | stock | ours is better by |\n|---|--:|--:|--:|--:|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure of one measurement."""

    cell: str
    value: str
    label: str


ROWS = (
    Row(cell="create", value="create_s", label="create all of them (s)"),
    Row(cell="idle", value="start_s", label="constructor to first tick (s)"),
    Row(cell="idle", value="memory_mb", label="memory that takes (MB)"),
    Row(cell="idle", value="tick_cpu_ms", label="idle tick (ms of CPU)"),
    *(
        Row(cell=cell, value=value, label=f"{number} due at once: {label}")
        for cell, number in (("burst of 1,000", "1,000"), ("burst of 10,000", "10,000"))
        for value, label in (
            ("per_s", "dispatched per s"),
            ("cpu_us", "CPU each (µs)"),
            ("postgres_us", "PostgreSQL's CPU each (µs)"),
        )
    ),
    Row(
        cell="quiet", value="first_firing_s", label="process start to first firing (s)"
    ),
    Row(cell="quiet", value="resident_mb", label="resident memory (MB)"),
    Row(cell="quiet", value="idle_cpu_percent", label="CPU of a quiet beat (%)"),
    Row(
        cell="quiet",
        value="edit_delay_ms",
        label="first firing after an edit, late (ms)",
    ),
    Row(cell="quiet", value="stall_ms", label="the others' silence at an edit (ms)"),
    Row(cell="busy", value="sent", label="each minute: fired in half a minute"),
    Row(cell="busy", value="late_p50_ms", label="each minute: late, median (ms)"),
    Row(cell="busy", value="late_p99_ms", label="each minute: late, 99 % (ms)"),
    Row(cell="busy", value="ledger_p99_ms", label="the same by the ledger, 99 % (ms)"),
    Row(cell="busy", value="cpu_us", label="each minute: CPU each (µs)"),
    Row(cell="busy, two beats", value="late_p50_ms", label="two beats: median (ms)"),
    Row(cell="busy, two beats", value="late_p99_ms", label="two beats: 99 % (ms)"),
)
MORE_IS_BETTER = {"per_s", "sent"}


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
    middle = short(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({short(min(values))}..{short(max(values))})"


def _ratio(row: Row, ours: Sequence[float], stock: Sequence[float]) -> str:
    if not (ours and stock):
        return ""
    mine, theirs = statistics.median(ours), statistics.median(stock)
    better, worse = (theirs, mine)
    if row.value in MORE_IS_BETTER:
        better, worse = (mine, theirs)
    return f"{short(better / worse)} ×" if worse > 0 else ""
