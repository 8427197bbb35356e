"""Things in a line, none on top of another, all as near as can be to their wish."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from runs.display.graph import measures


def spread(wished: Sequence[float], widths: Sequence[int]) -> list[float]:
    """Middles in the given order, with a gap between, nearest to the wished ones.

    The least sum of squares: an isotonic regression, solved by pooling neighbours
    that would stand in each other's way (Ayer et al., 1955).
    """
    offsets = _offsets(widths)
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=True):
        pools.append((wish - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            pools[-2:] = [_pooled(*pools[-2:])]
    levels = [mean for mean, count in pools for _each in range(count)]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]


def _offsets(widths: Sequence[int]) -> list[float]:
    """How far each stands from the first, if they stand as close as they may."""
    offsets = [0.0] if widths else []
    for before, width in itertools.pairwise(widths):
        offsets.append(offsets[-1] + (before + width) / 2 + measures.GAP)
    return offsets


def _pooled(one: tuple[float, int], other: tuple[float, int]) -> tuple[float, int]:
    count = one[1] + other[1]
    return (one[0] * one[1] + other[0] * other[1]) / count, count
