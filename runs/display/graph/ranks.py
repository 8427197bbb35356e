"""Which step stands under which: ranks, and the lines between them; pure."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from runs.display.graph import measures

# What has a place of its own in a rank: a step by its key, or the lane of a line.
Slot = str | tuple["Edge", int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A line from a step to one that needs it."""

    start: str
    end: str
    # Ranks that it passes between its two ends.
    over: range
    is_circle: bool = False

    @property
    def lanes(self) -> Sequence[Slot]:
        return [(self, rank) for rank in self.over]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    # Rank by rank what stands there, in the order of the plan.
    ranks: Sequence[Sequence[Slot]]
    edges: Sequence[Edge]


NOWHERE: Final = range(0)


def rows_of(needs: Mapping[str, Sequence[str]]) -> Rows:
    """Ranks by the longest way from a beginning; every need is one of the keys."""
    rank_of = ranked(needs)
    lanes_left = measures.MOST_LANES
    edges = []
    for start, end in _shortest_first(needs, rank_of):
        over = range(rank_of[start] + 1, rank_of[end])
        if len(over) > lanes_left:
            over = NOWHERE
        lanes_left -= len(over)
        is_circle = rank_of[start] >= rank_of[end]
        edges.append(Edge(start=start, end=end, over=over, is_circle=is_circle))
    return Rows(ranks=_ranks(rank_of, edges), edges=edges)


def ranked(needs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The rank of each step; of steps in a circle the first one named begins."""
    left = {key: set(wanted) - {key} for key, wanted in needs.items()}
    found: dict[str, int] = {}
    for rank in itertools.count():
        if not left:
            break
        free = [key for key, wanted in left.items() if wanted.isdisjoint(left.keys())]
        for key in free or [next(iter(left))]:
            found[key] = rank
            del left[key]
    return found


def _shortest_first(
    needs: Mapping[str, Sequence[str]], rank_of: Mapping[str, int]
) -> list[tuple[str, str]]:
    pairs = [(need, key) for key, wanted in needs.items() for need in wanted]
    return sorted(pairs, key=lambda pair: abs(rank_of[pair[1]] - rank_of[pair[0]]))


def _ranks(rank_of: Mapping[str, int], edges: Sequence[Edge]) -> list[list[Slot]]:
    found: list[list[Slot]] = [
        [] for _rank in range(max(rank_of.values(), default=-1) + 1)
    ]
    for key, rank in rank_of.items():
        found[rank].append(key)
    for edge in edges:
        for rank in edge.over:
            found[rank].append((edge, rank))
    return found
