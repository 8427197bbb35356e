"""`{{ … }}` in plans: JMESPath over named roots, and nothing else (D6).

A text that is one expression keeps the type of its value; inside a longer text the
value must be text, a number or true/false. Values are put in once and never read
as templates again.
"""

from __future__ import annotations

import functools
import json
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any

import jmespath
from django.utils.translation import gettext as _
from jmespath.exceptions import JMESPathError

from runs.exceptions import ExpressionError

# A quoted part may hold braces; every alternative begins differently, so that no
# text makes the search backtrack.
_EXPRESSION = re.compile(
    r"""\{\{((?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`"""
    r"""|[^'"`}]|\}(?!\}))*)\}\}""",
    re.DOTALL,
)
# Nodes of JMESPath's tree whose later parts look into what the first one found.
_NARROWING = {
    "subexpression",
    "index_expression",
    "pipe",
    "projection",
    "value_projection",
    "filter_projection",
}


def literal(text: str) -> str:
    """A template that renders to exactly this text."""
    return text.replace("{{", "{{ '{{' }}")


def check(template: Any, *, roots: frozenset[str]) -> None:
    """Raise ExpressionError if a template anywhere in the value cannot be used."""
    for text in _texts(template):
        rest = _EXPRESSION.sub("", text)
        if "{{" in rest:
            raise ExpressionError(
                _(
                    "“{{” begins an expression that does not end. Close it with “}}”, "
                    "or write {{ '{{' }} for two braces."
                )
            )
        for source in _EXPRESSION.findall(text):
            _check_roots(source, roots)


def names(template: Any, root: str) -> set[str]:
    """The names looked up directly under a root: {"A"} for `{{ secrets.A }}`."""
    return {
        name
        for text in _texts(template)
        for source in _EXPRESSION.findall(text)
        for name in _names_under(_compiled(source.strip()).parsed, root)
    }


def render(template: Any, context: Mapping[str, Any]) -> Any:
    """The template with its values; raises ExpressionError naming the expression."""
    if isinstance(template, str):
        return _render_text(template, context)
    if isinstance(template, Mapping):
        return {key: render(value, context) for key, value in template.items()}
    if isinstance(template, list):
        return [render(value, context) for value in template]
    return template


def render_url(template: str, context: Mapping[str, Any]) -> str:
    """A URL with its values percent-encoded, so that none changes its shape."""
    return _EXPRESSION.sub(
        lambda found: urllib.parse.quote(_as_text(found[1], context), safe=""), template
    )


def evaluate(source: str, context: Mapping[str, Any]) -> Any:
    """The value of one bare expression."""
    try:
        return _compiled(source.strip()).search(context)
    except (JMESPathError, TypeError, ValueError, AttributeError) as error:
        # jmespath lets Python's own errors through when a function gets a wrong type.
        raise ExpressionError(_explained(source, str(error))) from error


def _render_text(template: str, context: Mapping[str, Any]) -> Any:
    whole = _EXPRESSION.fullmatch(template)
    if whole:
        return evaluate(whole[1], context)
    return _EXPRESSION.sub(lambda found: _as_text(found[1], context), template)


def _as_text(source: str, context: Mapping[str, Any]) -> str:
    value = evaluate(source, context)
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    kind = _("nothing") if value is None else _("a list")
    if isinstance(value, Mapping):
        kind = _("an object")
    raise ExpressionError(
        _("“%(source)s” is %(kind)s and cannot stand inside a text.")
        % {"source": source.strip(), "kind": kind}
    )


@functools.lru_cache(maxsize=4096)
def _compiled(source: str) -> Any:
    try:
        return jmespath.compile(source)
    except JMESPathError as error:
        raise ExpressionError(_explained(source, str(error))) from error


def _explained(source: str, reason: str) -> str:
    first_line = reason.strip().partition("\n")[0]
    return _("“%(source)s” cannot be evaluated: %(reason)s") % {
        "source": source.strip(),
        "reason": first_line,
    }


def _check_roots(source: str, roots: frozenset[str]) -> None:
    unknown = sorted(set(_roots(_compiled(source.strip()).parsed)) - roots)
    if unknown:
        raise ExpressionError(
            _("“%(name)s” is not known here. Expressions begin with %(roots)s.")
            % {"name": unknown[0], "roots": ", ".join(sorted(roots))}
        )


def _roots(node: Mapping[str, Any]) -> Iterator[str]:
    if node["type"] == "field":
        yield node["value"]
    children = node["children"]
    if node["type"] in _NARROWING:
        children = children[:1]
    for child in children:
        yield from _roots(child)


def _names_under(node: Mapping[str, Any], root: str) -> Iterator[str]:
    first, *rest = node["children"] or [None]
    if node["type"] == "subexpression" and first == {
        "type": "field",
        "children": [],
        "value": root,
    }:
        yield from (child["value"] for child in rest if child["type"] == "field")
    for child in node["children"]:
        yield from _names_under(child, root)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
