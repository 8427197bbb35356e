"""The order within a rank: near the neighbours, so that few lines cross; pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from runs.display.graph.ranks import Edge, Rows, Slot

# Sweeps down and up; more of them change nothing that anybody sees.
SWEEPS = 4

Neighbours = Mapping[Slot, Sequence[Slot]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    ranks: Sequence[Sequence[Slot]]
    # What a slot is joined to in the rank above, and in the one below.
    above: Neighbours
    below: Neighbours


def ordered(rows: Rows) -> Ordered:
    above, below = _neighbours(rows)
    ranks = [list(rank) for rank in rows.ranks]
    for _sweep in range(SWEEPS):
        _sweep_over(ranks, above)
        _sweep_over(ranks[::-1], below)
    return Ordered(ranks=ranks, above=above, below=below)


def _neighbours(rows: Rows) -> tuple[Neighbours, Neighbours]:
    above: dict[Slot, list[Slot]] = {slot: [] for rank in rows.ranks for slot in rank}
    below: dict[Slot, list[Slot]] = {slot: [] for rank in rows.ranks for slot in rank}
    for upper, lower in _joints(rows.edges):
        below[upper].append(lower)
        above[lower].append(upper)
    return above, below


def _joints(edges: Iterable[Edge]) -> Iterable[tuple[Slot, Slot]]:
    for edge in edges:
        if not edge.is_circle:
            way = [edge.start, *edge.lanes, edge.end]
            yield from itertools.pairwise(way)


def _sweep_over(ranks: Sequence[list[Slot]], neighbours: Neighbours) -> None:
    """Sort each rank by the middle of what it is joined to in the one before."""
    place: dict[Slot, float] = {}
    for rank in ranks:
        for at, slot in enumerate(rank):
            joined = [place[other] for other in neighbours[slot] if other in place]
            place[slot] = sum(joined) / len(joined) if joined else float(at)
        rank.sort(key=lambda slot: place[slot])
        place |= {slot: float(at) for at, slot in enumerate(rank)}
