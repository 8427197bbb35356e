"""Which steps the expressions of a plan look up; pure, and known for each once."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from runs import expressions
from runs.plan import Plan, Step

_ROOT = "steps"


@functools.lru_cache(maxsize=4096)
def read_by(step: Step) -> frozenset[str] | None:
    """The keys of the steps that a step looks up; None if it may be any."""
    bare = [step.when] if step.when else []
    templates = [step.parameters, step.request, step.wait, step.process]
    if step.kind == "compose":
        templates.append(step.outputs)
    return _keys(templates, bare)


def read_at_the_end(plan: Plan) -> frozenset[str] | None:
    """The keys of the steps that the plan's outputs look up; None if it may be any."""
    return _keys([plan.outputs], [])


def wanted(keys: frozenset[str] | None, begun: Mapping[str, Any]) -> set[str]:
    """Those of the keys whose steps have begun."""
    return set(begun) if keys is None else set(begun).intersection(keys)


def _keys(templates: Iterable[Any], bare: Iterable[str]) -> frozenset[str] | None:
    found = expressions.lookups(list(templates))
    for source in bare:
        found |= expressions.lookups_of(source)
    names = frozenset(name for root, name in found if root == _ROOT)
    is_any = "" in names or any(root == expressions.EVERYTHING for root, _n in found)
    return None if is_any else names
