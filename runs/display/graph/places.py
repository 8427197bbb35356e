"""Where everything stands: as near to its neighbours as the others let it; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runs.display.graph import measures
from runs.display.graph.order import Neighbours, Ordered
from runs.display.graph.ranks import Slot
from runs.display.graph.spread import spread

SWEEPS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A rank: its upper and lower edge."""

    top: int
    bottom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The middle of each slot, and the row of each step within its rank."""

    middles: Mapping[Slot, int]
    rank_of: Mapping[Slot, int]
    row_of: Mapping[Slot, int]
    bands: Sequence[Band]
    width: int

    @property
    def height(self) -> int:
        return (self.bands[-1].bottom if self.bands else 0) + measures.MARGIN

    def x(self, key: str) -> int:
        return self.middles[key] - measures.WIDTH // 2

    def y(self, key: str) -> int:
        pitch = measures.HEIGHT + measures.ROW_GAP
        return self.band(key).top + self.row_of[key] * pitch

    def band(self, slot: Slot) -> Band:
        return self.bands[self.rank_of[slot]]


def placed(ordered: Ordered, *, widest: int) -> Places:
    grids = [_folded(rank, widest=widest) for rank in ordered.ranks]
    middles = _middles(grids, ordered)
    left = min((x - _width(slot) / 2 for slot, x in middles.items()), default=0)
    right = max((x + _width(slot) / 2 for slot, x in middles.items()), default=0)
    left, right = left - measures.MARGIN, right + measures.MARGIN
    row_of = {s: n for grid in grids for n, row in enumerate(grid) for s in row}
    return Places(
        middles={slot: round(x - left) for slot, x in middles.items()},
        rank_of={s: n for n, rank in enumerate(ordered.ranks) for s in rank},
        row_of=row_of,
        bands=_bands([len(grid) for grid in grids]),
        width=round(right - left),
    )


def _folded(rank: Sequence[Slot], *, widest: int) -> list[list[Slot]]:
    """The rows of a rank: one, unless it has more steps than fit side by side."""
    steps = [slot for slot in rank if isinstance(slot, str)]
    if len(steps) <= widest:
        return [list(rank)]
    lanes = [slot for slot in rank if not isinstance(slot, str)]
    rows = -(-len(steps) // widest)
    columns = -(-len(steps) // rows)
    cut: list[list[Slot]] = [
        list(steps[at : at + columns]) for at in range(0, len(steps), columns)
    ]
    # Lines that pass by keep to the right of the whole block.
    cut[0] += lanes
    return cut


def _bands(row_counts: Sequence[int]) -> list[Band]:
    bands: list[Band] = []
    top = measures.MARGIN
    for rows in row_counts:
        height = rows * measures.HEIGHT + (rows - 1) * measures.ROW_GAP
        bands.append(Band(top=top, bottom=top + height))
        top += height + measures.RANK_GAP
    return bands


def _middles(
    grids: Sequence[Sequence[Sequence[Slot]]], ordered: Ordered
) -> dict[Slot, float]:
    middles: dict[Slot, float] = {}
    for grid in grids:
        _settle(grid, middles, {})
    for _sweep in range(SWEEPS):
        for grid in grids:
            _settle(grid, middles, ordered.above)
        for grid in reversed(grids):
            _settle(grid, middles, ordered.below)
    return middles


def _settle(
    grid: Sequence[Sequence[Slot]], middles: dict[Slot, float], neighbours: Neighbours
) -> None:
    """Give each slot of a rank its place, the rows of a folded one in columns."""
    first = grid[0]
    wished = [_wish(slot, middles, neighbours) for slot in first]
    if len(grid) > 1:
        # A block is moved as one.
        columns = sum(isinstance(slot, str) for slot in first)
        middle = sum(
            _wish(slot, middles, neighbours) for row in grid for slot in row[:columns]
        )
        middle /= sum(len(row[:columns]) for row in grid)
        pitch = measures.WIDTH + measures.GAP
        wished[:columns] = [
            middle + (at - (columns - 1) / 2) * pitch for at in range(columns)
        ]
    found = spread(wished, [_width(slot) for slot in first])
    for row in grid:
        middles |= dict(zip(row, found, strict=False))


def _wish(slot: Slot, middles: Mapping[Slot, float], neighbours: Neighbours) -> float:
    joined = [middles[other] for other in neighbours.get(slot, ())]
    return sum(joined) / len(joined) if joined else middles.get(slot, 0.0)


def _width(slot: Slot) -> int:
    return measures.WIDTH if isinstance(slot, str) else measures.LANE
