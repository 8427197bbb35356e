"""Whether every name that an expression looks up is there; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from runs import expressions, queries, texts
from runs.exceptions import ExpressionError
from workflows.definition.values import Step

# What is known of a step that is over, and of the run.
OF_A_STEP = frozenset({"output", "status"})
OF_A_RUN = frozenset({"guid", "attempt", "due_at"})
# Names that a sentence lists at most.
LISTED = 12
# Nodes of JMESPath's tree whose later children look into what the first one found.
_NARROWING = frozenset(
    {
        "subexpression",
        "index_expression",
        "pipe",
        "projection",
        "value_projection",
        "filter_projection",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What there is to look up at one place."""

    input: frozenset[str]
    # None where there is no step, and so no parameters of one.
    parameters: frozenset[str] | None = None
    # Those that are over by then.
    steps: frozenset[str]
    every: Mapping[str, Step]


def refusal(template: Any, scope: Scope) -> str:
    """Why an expression of the template finds nothing, in a sentence; "" if all do."""
    try:
        chains = [
            chain
            for source in expressions.sources(template)
            for chain in _chains(queries.compiled(source).tree)
        ]
    except ExpressionError:
        # Refused in other words already.
        return ""
    return next(filter(None, (_of_chain(chain, scope) for chain in chains)), "")


def _of_chain(chain: tuple[str, ...], scope: Scope) -> str:
    root, *rest = chain
    if root == "steps":
        return _of_step(rest, scope)
    if root == "input":
        return _of_names(chain, scope.input, _not_declared)
    if root == "run":
        return _of_names(chain, OF_A_RUN, _not_of_a_run)
    if root == "parameters" and scope.parameters is not None:
        return _of_names(chain, scope.parameters, _no_parameter)
    return ""


def _of_names(chain: tuple[str, ...], known: frozenset[str], sentence: Any) -> str:
    if len(chain) < 2 or chain[1] in known:
        return ""
    return f"{sentence(texts.shown(chain[1], 40))} {_choice(known)}"


def _not_declared(name: str) -> str:
    return _("“input.%(name)s” is not declared among the workflow's parameters.") % {
        "name": name
    }


def _not_of_a_run(name: str) -> str:
    return _("A run has no “%(name)s”.") % {"name": name}


def _no_parameter(name: str) -> str:
    return _("This step has no parameter “%(name)s”.") % {"name": name}


def _of_step(names: list[str], scope: Scope) -> str:
    if not names:
        return _("Name one step: write steps.KEY.output.NAME.")
    key = names[0]
    if key not in scope.every:
        sentence = _("There is no step “%(key)s”.") % {"key": texts.shown(key, 40)}
        return f"{sentence} {_choice(scope.steps)}"
    if key not in scope.steps:
        return _(
            "The step “%(key)s” need not be over by then. Let this step wait for it, "
            "or leave it out."
        ) % {"key": key}
    return _of_result(scope.every[key], names[1:])


def _of_result(step: Step, names: list[str]) -> str:
    if names and names[0] not in OF_A_STEP:
        return _(
            "A step has “output” and “status”. Write steps.%(key)s.output.%(name)s."
        ) % {
            "key": step.key,
            "name": texts.shown(names[0], 40),
        }
    # What a sub-process puts out is known when it runs.
    known = step.kind != "process" and names[:1] == ["output"] and len(names) > 1
    if not known or names[1] in step.outputs:
        return ""
    sentence = _("The step “%(key)s” has no output “%(name)s”.") % {
        "key": step.key,
        "name": texts.shown(names[1], 40),
    }
    return f"{sentence} {_choice(step.outputs)}"


def _choice(known: Iterable[str]) -> str:
    names = sorted(known)
    if not names:
        return _("Add it, or leave it out.")
    shown = ", ".join(names[:LISTED]) + (", …" if len(names) > LISTED else "")
    return _("Add it, or use one of %(names)s.") % {"names": shown}


def _chains(node: Any) -> Iterator[tuple[str, ...]]:
    """Every a.b.c that begins at what the whole expression is given."""
    kind, children = node["type"], node["children"]
    if kind == "field" or (kind == "subexpression" and _is_chain(node)):
        yield tuple(_names(node))
    elif kind not in {"expref", "slice"}:
        for child in children[:1] if kind in _NARROWING else children:
            yield from _chains(child)


def _is_chain(node: Any) -> bool:
    if node["type"] == "field":
        return True
    return node["type"] == "subexpression" and all(map(_is_chain, node["children"]))


def _names(node: Any) -> Iterator[str]:
    if node["type"] == "field":
        yield node["value"]
    for child in node["children"]:
        yield from _names(child)
