"""The figures of all rounds, by what was measured."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

Key = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`values` are those of each round, by cell, contender, number and name."""

    values: Mapping[Key, Sequence[float]]

    @classmethod
    def of(cls, records: Iterable[Mapping[str, Any]]) -> Self:
        values: dict[Key, list[float]] = defaultdict(list)
        for record in records:
            where = (record["cell"], record["contender"], record["number"])
            for name, value in record["values"].items():
                values[*where, name].append(value)
        return cls(values=dict(values))

    @property
    def numbers(self) -> list[int]:
        """How many schedules there were."""
        return sorted({number for _cell, _who, number, _name in self.values})

    def of_cell(self, cell: str, who: str, number: int, name: str) -> Sequence[float]:
        return self.values.get((cell, who, number, name), ())

    def median(
        self, cell: str, who: str, name: str, number: int | None = None
    ) -> float:
        """At that number of schedules, or the largest; NaN if it was not measured."""
        values = self.of_cell(cell, who, number or self.numbers[-1], name)
        return statistics.median(values) if values else float("nan")


def short(value: float) -> str:
    """Three digits that count, and all before the point."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
