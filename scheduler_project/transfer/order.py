"""In which order a document is taken over, and what in it means what is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from scheduler_project.transfer.shapes import Item
from schedules.models import Schedule

# What tells a schedule from its neighbours, where they have no names.
ALIKE = ("name", "kind", "expression")


def of(workflows: Sequence[Item]) -> list[int]:
    """Their places, such that each comes after those that its steps start."""
    places = {item["name"].strip(): place for place, item in enumerate(workflows)}
    wanted = {
        place: {places[name] for name in _started(item) if name in places} - {place}
        for place, item in enumerate(workflows)
    }
    try:
        return list(TopologicalSorter(wanted).static_order())
    except CycleError:
        # Such as start each other can only be changed: new ones miss each other.
        return list(range(len(workflows)))


def matched(said: Sequence[Item], rows: Sequence[Schedule]) -> list[Schedule | None]:
    """For each schedule of a document the one that is there already, or None.

    First those that are alike, then the others in their order.
    """
    left = list(rows)
    found = [_taken(item, left) for item in said]
    return [row or (left.pop(0) if left else None) for row in found]


def _taken(item: Item, left: list[Schedule]) -> Schedule | None:
    wanted = [str(item.get(name, "")) for name in ALIKE]
    for row in left:
        if [getattr(row, name) for name in ALIKE] == wanted:
            left.remove(row)
            return row
    return None


def _started(workflow: Item) -> Iterator[str]:
    """The names of the processes that its steps start."""
    steps: Any = workflow.get("steps")
    for step in steps if isinstance(steps, list) else []:
        if isinstance(step, dict) and step.get("kind") == "process":
            yield str(step.get("process", "")).strip()
