"""Measure our scheduler and the stock one in turn: `--help` says how."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.clock import report
from benchmarks.clock.ground import Ground, ground

NAMES = ("ours", "stock")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is measured."""

    sizes: Sequence[int]
    rounds: int
    idle_s: int = 12
    edits: int = 3
    busy_s: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One measurement of one contender: a module of this package, and its words."""

    name: str
    module: str
    words: tuple[object, ...]
    contender: str
    number: int


def cells(extent: Extent, number: int) -> Iterator[Cell]:
    for name, module, *words in (
        ("idle", "indoors", "idle", extent.idle_s),
        ("burst of 1,000", "indoors", "burst", 1_000),
        ("burst of 10,000", "indoors", "burst", 10_000),
        ("quiet", "outdoors", "quiet", extent.edits),
        ("busy", "outdoors", "busy", extent.busy_s, 1, _lead_s(number)),
        ("busy, two beats", "outdoors", "busy", extent.busy_s, 2, _lead_s(number)),
    ):
        for contender in NAMES:
            cell = Cell(
                name=str(name),
                module=str(module),
                words=tuple(words),
                contender=contender,
                number=number,
            )
            if _makes_sense(cell):
                yield cell


def _lead_s(number: int) -> int:
    """What a beat needs to begin, the stock one to load so many."""
    return 10 + number // 4_000


def _makes_sense(cell: Cell) -> bool:
    if cell.name == "burst of 10,000":
        return cell.number >= 10_000
    # Two stock beats send everything twice.
    return cell.name != "busy, two beats" or cell.contender == "ours"


def measure(place: Ground, extent: Extent) -> Iterator[dict[str, Any]]:
    """Round by round, each cell for each contender in turn."""
    yield from _fill(place, extent)
    for number_of_round in range(extent.rounds):
        for number in extent.sizes:
            for cell in cells(extent, number):
                yield _record(cell, _measured(place, cell), number_of_round)


def _fill(place: Ground, extent: Extent) -> Iterator[dict[str, Any]]:
    place.make("empty")
    place.manage("migrate", "-v0", database="empty")
    for number in extent.sizes:
        for name in NAMES:
            cell = Cell(
                name="create", module="filling", words=(), contender=name, number=number
            )
            database = _database(cell)
            place.make(database, like="empty")
            values = place.run("filling", name, str(number), database=database)
            place.tidy(database)
            yield _record(cell, values, 0)


def _measured(place: Ground, cell: Cell) -> dict[str, float]:
    with place.copy(_database(cell)) as database:
        words = [cell.contender, *map(str, cell.words)]
        return dict(place.run(cell.module, *words, database=database))


def _database(cell: Cell) -> str:
    return f"{cell.contender}_{cell.number}"


def _record(cell: Cell, values: dict[str, float], number: int) -> dict[str, Any]:
    record = {
        "cell": cell.name,
        "contender": cell.contender,
        "number": cell.number,
        "round": number,
        "values": values,
    }
    print(json.dumps(record), file=sys.stderr, flush=True)
    return record


def _surroundings() -> dict[str, object]:
    return {
        "at": time.strftime("%Y-%m-%d"),
        "cpus": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
    }


def main() -> None:
    given = _arguments()
    extent = _extent(given)
    before = _surroundings()
    with ground() as place:
        records = list(measure(place, extent))
    told = {"benchmark": "clock", "before": before, "after": _surroundings()}
    result = told | {"records": records}
    if given.json:
        Path(given.json).write_text(json.dumps(result, indent=1))
    print(report.markdown(result))


def _extent(given: argparse.Namespace) -> Extent:
    if given.quick:
        return Extent(sizes=(1_000, 10_000), rounds=1, idle_s=5, edits=1, busy_s=10)
    sizes = [int(size) for size in given.sizes.split(",")]
    return Extent(sizes=sizes, rounds=given.rounds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clock")
    parser.add_argument("--json", metavar="FILE", help="where all figures go")
    parser.add_argument("--quick", action="store_true", help="small, and one round")
    parser.add_argument(
        "--sizes", default="1000,10000,100000", help="numbers of schedules"
    )
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
