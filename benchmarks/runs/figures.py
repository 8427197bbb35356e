"""The figures of all rounds, by what was measured."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`values` are those of each round, by database, situation, contender and name."""

    values: Mapping[Key, Sequence[float]]

    @classmethod
    def of(cls, records: Iterable[Mapping[str, Any]]) -> Self:
        values: dict[Key, list[float]] = defaultdict(list)
        for record in records:
            where = (record["database"], record["situation"], record["contender"])
            for name, value in record["values"].items():
                values[*where, name].append(value)
        return cls(values=dict(values))

    @property
    def databases(self) -> list[str]:
        return list(dict.fromkeys(key[0] for key in self.values))

    def situations(self, database: str) -> list[str]:
        """In the order in which they were measured."""
        return list(dict.fromkeys(key[1] for key in self.values if key[0] == database))

    def contenders(self, database: str, situation: str) -> list[str]:
        """In the order in which they were measured."""
        where = (database, situation)
        return list(dict.fromkeys(key[2] for key in self.values if key[:2] == where))

    def each(self, *key: str) -> Sequence[float]:
        """The values of all rounds; none if it was not measured."""
        database, situation, contender, name = key
        return self.values.get((database, situation, contender, name), ())

    def median(self, *key: str) -> float:
        """NaN if it was not measured."""
        values = self.each(*key)
        return statistics.median(values) if values else float("nan")
