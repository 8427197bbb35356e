"""JMESPath queries: compiled once, looked through, evaluated within bounds; pure.

jmespath itself bounds nothing: a line of `| [@, @]` would fill the memory of a worker
that serves everybody. So a query, what it builds on its way and its result all have a
largest size, and whatever goes wrong inside becomes an ExpressionError in words.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from jmespath import compile as parse
from jmespath import exceptions as faults
from jmespath.functions import Functions as Standard
from jmespath.functions import signature
from jmespath.visitor import Options, TreeInterpreter

from runs.exceptions import ExpressionError

LONGEST = 1_000
# Characters that a value may have; a part of a list or object counts for 80 of them.
LARGEST = 8_000_000
PART = 80
# What an evaluation may build, and nodes it may visit, whatever it is given: about ten
# milliseconds' worth.
SIZE, STEPS = 100_000, 8_000
# Where it is given more, it may build so many times that size,
GROWTH = 4
# and visit so many nodes, or build so many parts, for each part of it.
STEPS_PER_PART = 20

# The whole of what a query is given, by whatever sign: not to be had.
EVERYTHING = "@"
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
# Nodes that make something new and larger out of what they are given.
_BUILDING = _NARROWING - {"subexpression", "index_expression", "pipe"} | {
    "flatten",
    "multi_select_dict",
    "multi_select_list",
    "function_expression",
}

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    source: str
    # As jmespath made it.
    tree: Any
    # Each root that is looked up, with the name directly under it, or "".
    lookups: frozenset[tuple[str, str]]
    functions: frozenset[str]

    def unknown_function(self) -> str:
        """The name of a function that does not exist; "" if all do."""
        return min(self.functions - _Functions.FUNCTION_TABLE.keys(), default="")


@functools.lru_cache(maxsize=4096)
def compiled(source: str) -> Query:
    """Raises ExpressionError, naming the source and where it goes wrong."""
    try:
        tree = parse(source).parsed
        return Query(
            source=source,
            tree=tree,
            lookups=frozenset(_lookups(tree)),
            functions=frozenset(_functions(tree)),
        )
    except (ValueError, TypeError, LookupError, RecursionError) as fault:
        raise _unreadable(source, fault) from fault


def evaluate(query: Query, context: Mapping[str, Any]) -> Any:
    """The query's value in the context; raises ExpressionError naming its source."""
    try:
        value = _Interpreter(context).visit(query.tree, context)
    except (
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        ArithmeticError,
        RecursionError,
    ) as fault:
        # jmespath lets Python's own errors through when a function gets a wrong type.
        raise _failed(query.source, _reason(fault)) from fault
    if isinstance(value, float) and not math.isfinite(value):
        raise _failed(query.source, _("The result is no number that can be written."))
    return value


class _Functions(Standard):
    """JMESPath's, and our two (D6)."""

    @signature({"types": []})
    def _func_json(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)

    @signature({"types": ["string"]})
    def _func_quote(self, text: str) -> str:
        """A string literal as nGQL and its like have it."""
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'


_OPTIONS = Options(custom_functions=_Functions())


class _TooLargeError(ValueError):
    """Something grew too large, or it took too many steps."""


class _Interpreter(TreeInterpreter):
    def __init__(self, context: Mapping[str, Any]) -> None:
        super().__init__(_OPTIONS)
        self._steps_left, self._largest = STEPS, SIZE
        # Until it has been measured.
        self._context: Mapping[str, Any] | None = context

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        self._steps_left -= 1
        if self._steps_left <= 0:
            self._ask_for_more()
        value = super().visit(node, *args, **kwargs)
        if node["type"] in _BUILDING:
            self._check_built(value)
        return value

    def _check_built(self, value: Any) -> None:
        size, parts = _measure(value, self._largest)
        # Functions take their steps where nobody counts them.
        self._steps_left -= parts
        if size < 0:
            self._ask_for_more()
            if _measure(value, self._largest)[0] < 0:
                raise _TooLargeError

    def _ask_for_more(self) -> None:
        """Once, as much as what it was given calls for."""
        if self._context is None:
            raise _TooLargeError
        size, parts = _measure(self._context, LARGEST)
        given = LARGEST if size < 0 else size
        self._largest = min(LARGEST, max(SIZE, GROWTH * given))
        self._steps_left += STEPS_PER_PART * parts
        self._context = None


def _measure(value: Any, most: int) -> tuple[int, int]:
    """The size of a value in characters, -1 where it is more than `most`; and its
    parts, as far as they were counted."""
    size, parts, open_parts = 0, 0, [value]
    while open_parts:
        part = open_parts.pop()
        parts += 1
        if isinstance(part, str):
            size += len(part)
        elif isinstance(part, list | dict):
            size += PART * len(part)
            open_parts += part.values() if isinstance(part, dict) else part
        if size > most:
            return -1, parts
    return size, parts


def _lookups(node: Node) -> Iterator[tuple[str, str]]:
    kind, children = node["type"], node["children"]
    if kind == "field":
        yield node["value"], ""
    elif kind in {"current", "identity"}:
        yield EVERYTHING, ""
    elif _is_named_lookup(node):
        yield children[0]["value"], children[1]["value"]
    elif kind != "expref":
        for child in children[:1] if kind in _NARROWING else children:
            yield from _lookups(child)


def _is_named_lookup(node: Node) -> bool:
    """Whether it is `root.name`, or begins with it."""
    return node["type"] == "subexpression" and all(
        child["type"] == "field" for child in node["children"][:2]
    )


def _functions(node: Node) -> Iterator[str]:
    if node["type"] == "function_expression":
        yield node["value"]
    # The children of a slice are numbers.
    for child in node["children"] if node["type"] != "slice" else ():
        yield from _functions(child)


def _unreadable(source: str, fault: Exception) -> ExpressionError:
    if isinstance(fault, faults.EmptyExpressionError):
        reason = _("It is empty.")
    elif isinstance(fault, faults.IncompleteExpressionError):
        reason = _("It ends too early.")
    elif isinstance(fault, faults.ParseError):
        reason = _("Look at its character %(place)d.") % {
            "place": fault.lex_position + 1
        }
    else:
        reason = _("It is nested too deeply or holds too large a number.")
    return ExpressionError(
        _("“%(source)s” cannot be read as an expression. %(reason)s")
        % {"source": _shown(source), "reason": reason}
    )


def _failed(source: str, reason: str) -> ExpressionError:
    return ExpressionError(
        _("“%(source)s” cannot be evaluated. %(reason)s")
        % {"source": _shown(source), "reason": reason}
    )


def _reason(fault: Exception) -> str:
    """What went wrong, without the value: it may be a secret."""
    if isinstance(fault, faults.JMESPathTypeError):
        return _("%(function)s() cannot take a value of the type %(type)s.") % {
            "function": fault.function_name,
            "type": fault.actual_type,
        }
    if isinstance(fault, faults.ArityError | faults.UnknownFunctionError):
        return f"{fault}."
    if isinstance(fault, _TooLargeError):
        return _("The result is too large.")
    return _("A value in it is not of the type it has to be.")


def _shown(source: str) -> str:
    return source if len(source) <= 100 else f"{source[:99]}…"
