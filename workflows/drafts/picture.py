"""The graph of a draft, however much of it is missing or wrong; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from runs import exchange, texts
from runs.display import graph, kinds, marks

# A node's box is red or plain; drafts have no other states.
PLAIN = "draft"


def nodes_of(steps: Sequence[Any], *, wrong: set[int], href: str) -> list[graph.Node]:
    """A node for each step; `href` is where they lead, %d the place in the list."""
    keys = [_key(each, place) for place, each in enumerate(steps)]
    return [
        _node(each, place=place, keys=keys, is_wrong=place in wrong, href=href)
        for place, each in enumerate(steps)
    ]


def _key(step: Any, place: int) -> str:
    key = step.get("key") if isinstance(step, Mapping) else None
    return texts.storable(str(key)) if key else f"#{place + 1}"


def _node(
    step: Any, *, place: int, keys: Sequence[str], is_wrong: bool, href: str
) -> graph.Node:
    given = exchange.storable(step) if isinstance(step, Mapping) else {}
    needs = _needs(given, before=keys[place - 1] if place else "")
    kind = str(given.get("kind") or "")
    words = {"key": keys[place], "kind": kinds.words(kind), "needs": ", ".join(needs)}
    said = _("%(key)s, %(kind)s, after %(needs)s") if needs else _("%(key)s, %(kind)s")
    return graph.Node(
        key=keys[place],
        needs=needs,
        note=str(given.get("label") or "") or kinds.in_short(kind, given),
        state=marks.WRONG if is_wrong else PLAIN,
        href=href.replace("%d", str(place)),
        words=said % words + (" – " + _("to be mended") if is_wrong else ""),
    )


def _needs(step: Mapping[str, Any], *, before: str) -> list[str]:
    needs = step.get("needs")
    if needs is None:
        return [before] if before else []
    return [str(need) for need in needs] if isinstance(needs, list | tuple) else []
