"""Query and body of a request with their values (D6); pure.

Names stand as they are written, values are encoded for where they stand: none changes
the shape of what it is put into.
"""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from runs import expressions
from runs.exceptions import ExpressionError

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """`content_type` is said unless a header of the step's own says another."""

    content: bytes | None = None
    content_type: str = ""


def url(
    template: str,
    query: Mapping[str, Any],
    context: Context,
    *,
    extra: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """The URL with the query behind what it has of its own already.

    A name whose value is null is left out, one with a list is repeated. `extra` are
    values, not templates; they take the place of those of the same name.
    """
    filled = expressions.render_url(template, context)
    added = urllib.parse.urlencode(
        _pairs({**expressions.render(dict(query), context), **extra}),
        quote_via=urllib.parse.quote,
        errors="replace",
    )
    if not added:
        return filled
    head, hash_sign, fragment = filled.partition("#")
    joint = "&" if "?" in head else "?"
    return f"{head}{joint}{added}{hash_sign}{fragment}"


def body(template: Mapping[str, Any], context: Context) -> Body:
    """{"text" | "json" | "form": …} as it is sent; none where there is nothing."""
    filled = expressions.render(dict(template), context)
    if "json" in filled:
        return Body(
            content=_as_json(filled["json"]).encode(), content_type="application/json"
        )
    if "form" in filled:
        return Body(
            content=urllib.parse.urlencode(_pairs(filled["form"])).encode(),
            content_type="application/x-www-form-urlencoded",
        )
    text = filled.get("text")
    # A text that is one expression keeps the type of its value.
    text = text if isinstance(text, str) or text is None else _as_json(text)
    return Body(content=text.encode() if text else None)


def _pairs(values: Any) -> list[tuple[str, str]]:
    if not isinstance(values, Mapping):
        raise ExpressionError(_("A form or a query is an object of names and values."))
    return [
        (name, text) for name, value in values.items() for text in _texts(name, value)
    ]


def _texts(name: str, value: Any) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, str):
            yield part
        elif isinstance(part, Mapping | list):
            raise ExpressionError(
                _(
                    "“%(name)s” is an object or holds lists, which no form or query "
                    "can carry. Name a part of it, or write json(…)."
                )
                % {"name": name}
            )
        elif part is not None:
            yield json.dumps(part)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
