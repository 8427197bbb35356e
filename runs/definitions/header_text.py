"""Headers as people write them: a JSON object, or the dict of Turm's document."""

from __future__ import annotations

import ast
import json
from typing import Any

from django.utils.translation import gettext as _

from runs import texts
from runs.exceptions import RequestError

LONGEST = 65_536
# As word processors write them.
CURLY_QUOTES = frozenset("“”„‟‘’‚‛«»")


def read(given: Any) -> dict[str, str]:
    """Header names and values; raises RequestError. Empty text is no headers."""
    headers = _parsed(given.strip()) if isinstance(given, str) else given
    if not isinstance(headers, dict):
        raise _refusal()
    for name, value in headers.items():
        if not (isinstance(name, str) and isinstance(value, str)):
            raise RequestError(
                "headers",
                _("Put name and value of the header %(name)s in quotes.")
                % {"name": texts.shown(str(name), 40)},
            )
    return headers


def _parsed(text: str) -> Any:
    if not text:
        return {}
    if len(text) > LONGEST:
        raise RequestError(
            "headers", _("The headers are longer than 64 KiB. Make them shorter.")
        )
    try:
        return json.loads(text, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError):
        return _python_dict(text)


def _without_doubles(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    headers = dict(pairs)
    if len(headers) != len(pairs):
        raise RequestError(
            "headers", _("A header is given twice. Leave one of them out.")
        )
    return headers


def _python_dict(text: str) -> Any:
    """A Python literal, as in `{'accept': 'application/json'}`; never evaluated."""
    try:
        tree = ast.parse(text, mode="eval").body
        if not isinstance(tree, ast.Dict) or None in tree.keys:
            raise _refusal(text)
        pairs = zip(tree.keys, tree.values, strict=True)
        return _without_doubles(
            [(_literal(key), _literal(value)) for key, value in pairs]
        )
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise _refusal(text) from None


def _literal(node: ast.expr | None) -> Any:
    return ast.literal_eval(node) if node else None


def _refusal(text: str = "") -> RequestError:
    if CURLY_QUOTES & set(text):
        return RequestError(
            "headers", _('Put names and values in straight quotes, as in "accept".')
        )
    return RequestError(
        "headers",
        _('Write headers as a JSON object, as in {"accept": "application/json"}.'),
    )
