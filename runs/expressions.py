"""`{{ … }}` in plans: JMESPath over named roots, and nothing else (D6).

A text that is one expression keeps the type of its value; inside a longer text the
value must be text, a number or true/false. Values are put in once and never read
as templates again.
"""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from runs import queries
from runs.exceptions import ExpressionError

OPENING, CLOSING = "{{", "}}"
EVERYTHING = queries.EVERYTHING
# Characters of all expressions of one template together.
LONGEST_TOGETHER = 5_000
DEEPEST = 64
# The root that is resolved by name, at the moment of the call (D5).
SECRETS = "secrets"

# A quoted part, which may hold braces; a run of other signs; a brace or stray quote.
# Possessive, so that no text makes it backtrack.
_TOKEN = re.compile(
    r"""'(?:\\.|[^'\\])*+'|"(?:\\.|[^"\\])*+"|`(?:\\.|[^`\\])*+`|[^'"`{}]++|.""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Expression:
    source: str


def literal(text: str) -> str:
    """A template that renders to exactly this text."""
    return text.replace(OPENING, "{{ '{{' }}")


def check(template: Any, *, roots: frozenset[str]) -> None:
    """Raise ExpressionError if a template anywhere in the value cannot be used."""
    length = 0
    for source in sources(template):
        length += len(OPENING) + len(source) + len(CLOSING)
        if length > LONGEST_TOGETHER:
            raise ExpressionError(
                _(
                    "The expressions are longer than %(most)d characters together. "
                    "Shorten them."
                )
                % {"most": LONGEST_TOGETHER}
            )
        _check_names(queries.compiled(source), roots)


def are_in(template: Any) -> bool:
    """Whether the value holds any expression."""
    return any(True for _source in sources(template))


def names(template: Any, root: str) -> set[str]:
    """The names looked up directly under a root: {"A"} for `{{ secrets.A }}`."""
    return {
        name
        for source in sources(template)
        for known, name in queries.compiled(source).lookups
        if known == root and name
    }


def lookups(template: Any) -> set[tuple[str, str]]:
    """Each root that is looked up anywhere in the value, with the name directly
    under it; the name is "" where the root is taken whole, or by another way."""
    return {
        lookup
        for source in sources(template)
        for lookup in queries.compiled(source).lookups
    }


def lookups_of(source: str) -> frozenset[tuple[str, str]]:
    """The same of one bare expression."""
    return queries.compiled(source.strip()).lookups


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
    return "".join(
        part
        if isinstance(part, str)
        else urllib.parse.quote(_as_text(part, context), safe="", errors="replace")
        for part in _parts(template)
    )


def evaluate(source: str, context: Mapping[str, Any]) -> Any:
    """The value of one bare expression."""
    return queries.evaluate(queries.compiled(source.strip()), context)


def is_true(source: str, context: Mapping[str, Any]) -> bool:
    """Whether a bare condition holds, as JMESPath sees it: 0 is true, nothing,
    false and whatever is empty are not."""
    value = evaluate(source, context)
    return not (value is None or value is False or value in ("", [], {}))


def _render_text(template: str, context: Mapping[str, Any]) -> Any:
    parts = list(_parts(template))
    match parts:
        case [_Expression(source=source)]:
            return evaluate(source, context)
    return "".join(
        part if isinstance(part, str) else _as_text(part, context) for part in parts
    )


def _as_text(expression: _Expression, context: Mapping[str, Any]) -> str:
    value = evaluate(expression.source, context)
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    kind = _("nothing") if value is None else _("a list")
    if isinstance(value, Mapping):
        kind = _("an object")
    raise ExpressionError(
        _(
            "“%(source)s” is %(kind)s and cannot stand inside a text. "
            "Let it stand alone, or name a part of it."
        )
        % {"source": expression.source, "kind": kind}
    )


def _check_names(query: queries.Query, roots: frozenset[str]) -> None:
    unknown = sorted({root for root, _name in query.lookups} - roots)
    if unknown:
        raise ExpressionError(
            _("“%(name)s” is not known here. Expressions begin with %(roots)s.")
            % {"name": unknown[0], "roots": ", ".join(sorted(roots)) or "''"}
        )
    if (SECRETS, "") in query.lookups:
        raise ExpressionError(
            _("Secrets are named one by one: write secrets.NAME in “%(source)s”.")
            % {"source": query.source}
        )
    if function := query.unknown_function():
        raise ExpressionError(
            _(
                "There is no function %(name)s(). Use those of JMESPath, json() or "
                "quote()."
            )
            % {"name": function}
        )


def sources(template: Any) -> Iterator[str]:
    """What stands between the braces, anywhere in the value."""
    for text in _texts(template):
        for part in _parts(text):
            if isinstance(part, _Expression):
                yield part.source


def _parts(text: str) -> Iterator[str | _Expression]:
    """Plain parts and expressions in turn; raises ExpressionError if one is open."""
    done = 0
    while (start := text.find(OPENING, done)) >= 0:
        if start > done:
            yield text[done:start]
        end = _end(text, start + len(OPENING))
        yield _Expression(source=text[start + len(OPENING) : end].strip())
        done = end + len(CLOSING)
    if done < len(text):
        yield text[done:]


def _end(text: str, start: int) -> int:
    """Where the expression that begins at `start` ends: at its closing braces."""
    depth = 0
    most = start + queries.LONGEST + len(CLOSING)
    for token in _TOKEN.finditer(text, start, most):
        if token[0] == "{":
            depth += 1
        elif token[0] == "}" and depth:
            depth -= 1
        elif token[0] == "}" and text.startswith(CLOSING, token.start()):
            return token.start()
    raise ExpressionError(
        _(
            "“{{” begins an expression that does not end within %(most)d characters. "
            "Close it with “}}”, or write {{ '{{' }} for two braces."
        )
        % {"most": queries.LONGEST}
    )


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value of JSON."""
    open_parts = [(value, 0)]
    while open_parts:
        part, depth = open_parts.pop()
        if depth > DEEPEST:
            raise ExpressionError(
                _("This is nested deeper than %(most)d levels. Make it flatter.")
                % {"most": DEEPEST}
            )
        if isinstance(part, str):
            yield part
        elif isinstance(part, Mapping | list):
            inner = part.values() if isinstance(part, Mapping) else part
            open_parts += [(each, depth + 1) for each in inner]
