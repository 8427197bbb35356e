"""A plan as a picture: steps in rows, each under everything it needs; pure.

The rows are those of Sugiyama, Tagawa and Toda (1981): ranks by the longest way,
an order with few crossings, places near the neighbours'. Units are CSS pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runs.display.graph import lines, measures, order, places, ranks


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A step as it is shown."""

    key: str
    # Keys of the steps before it; those that are not there are not drawn.
    needs: Sequence[str] = ()
    # What stands under the key.
    note: str = ""
    # A status, "todo" where it has none yet, "wrong" where it cannot be saved.
    state: str = "todo"
    # Where a click leads.
    href: str = ""
    # What a screen reader says in place of the box.
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    node: Node
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    # As an SVG path has it.
    path: str
    # Whether it closes a circle.
    is_circle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    width: int
    height: int
    boxes: Sequence[Box]
    lines: Sequence[Line]
    # Of each box, and of the room for its key, its note and its sign.
    box_width: int = measures.WIDTH
    box_height: int = measures.HEIGHT
    words_width: int = measures.WIDTH - 24
    note_width: int = measures.WIDTH - 6
    sign_x: int = measures.WIDTH - 13

    @property
    def breadth(self) -> str:
        """How far it can be made smaller and still be read: narrow, middle, wide."""
        if self.width <= measures.NARROW:
            return "narrow"
        return "middle" if self.width <= measures.MIDDLE else "wide"


def drawn(nodes: Sequence[Node], *, widest: int = measures.WIDEST) -> Drawing:
    """The nodes with a place each, in their order; keys that come twice count once.

    At most `widest` boxes stand side by side.
    """
    known: Mapping[str, Node] = {node.key: node for node in nodes}
    needs = {
        key: [need for need in dict.fromkeys(node.needs) if need in known]
        for key, node in known.items()
    }
    rows = ranks.rows_of(needs)
    ordered = order.ordered(rows)
    plan = places.placed(ordered, widest=widest)
    boxes = [
        Box(node=node, x=plan.x(key), y=plan.y(key)) for key, node in known.items()
    ]
    return Drawing(
        width=plan.width,
        height=plan.height,
        boxes=boxes,
        lines=[
            Line(path=lines.path(edge, plan), is_circle=edge.is_circle)
            for edge in rows.edges[: measures.MOST_LINES]
        ],
    )
