"""The way of a line: straight down, and in a curve from rank to rank; pure."""

from __future__ import annotations

from collections.abc import Iterator

from runs.display.graph import measures
from runs.display.graph.places import Places
from runs.display.graph.ranks import Edge

Point = tuple[int, int]


def path(edge: Edge, places: Places) -> str:
    """The `d` of an SVG path."""
    points = list(_around(edge, places) if edge.is_circle else _points(edge, places))
    (x, y), *rest = points
    written = [f"M{x} {y}"]
    for to_x, to_y in rest:
        if to_x == x:
            written.append(f"V{to_y}")
        else:
            half = (y + to_y) // 2
            written.append(f"C{x} {half} {to_x} {half} {to_x} {to_y}")
        x, y = to_x, to_y
    return "".join(written)


def _points(edge: Edge, places: Places) -> Iterator[Point]:
    yield from _out_of(edge.start, places)
    for lane in edge.lanes:
        x, band = places.middles[lane], places.band(lane)
        yield x, band.top
        yield x, band.bottom
    yield from _into(edge.end, places)


def _out_of(key: str, places: Places) -> Iterator[Point]:
    """From under its box to the lower edge of its rank, beside the rows under it."""
    x, bottom = places.middles[key], places.y(key) + measures.HEIGHT
    yield x, bottom
    band = places.band(key)
    if bottom < band.bottom:
        beside = x + (measures.WIDTH + measures.GAP) // 2
        yield beside, bottom + measures.ROW_GAP
        yield beside, band.bottom


def _into(key: str, places: Places) -> Iterator[Point]:
    """From the upper edge of its rank to its box, beside the rows over it."""
    x, top, band = places.middles[key], places.y(key), places.band(key)
    if top > band.top:
        beside = x - (measures.WIDTH + measures.GAP) // 2
        yield beside, band.top
        yield beside, top - measures.ROW_GAP
    yield x, top


def _around(edge: Edge, places: Places) -> Iterator[Point]:
    """Beside the boxes and back up, for a line that closes a circle."""
    start, end = places.middles[edge.start], places.middles[edge.end]
    beside = max(start, end) + (measures.WIDTH + measures.GAP) // 2
    bottom, top = places.y(edge.start) + measures.HEIGHT, places.y(edge.end)
    yield start, bottom
    yield beside, bottom - measures.HEIGHT // 2
    yield beside, top + measures.HEIGHT // 2
    yield end, top
