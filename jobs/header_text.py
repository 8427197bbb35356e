"""Headers as people write them: a JSON object, or the dict of Turm's document."""

from __future__ import annotations

import ast
import json
from typing import Any

from django.utils.translation import gettext as _

from runs.exceptions import RequestError

LONGEST = 65_536


def read(given: Any) -> dict[str, str]:
    """Header names and values; raises RequestError. Empty text is no headers."""
    headers = _parsed(given.strip()) if isinstance(given, str) else given
    if not isinstance(headers, dict):
        raise _refusal()
    for name, value in headers.items():
        if not (isinstance(name, str) and isinstance(value, str)):
            raise RequestError(
                "headers",
                _("Names and values of headers are texts. Put “%(name)s” in quotes.")
                % {"name": str(name)[:40]},
            )
    return headers


def _parsed(text: str) -> Any:
    if not text:
        return {}
    if len(text) > LONGEST:
        raise RequestError("headers", _("The headers are longer than 64 KiB."))
    try:
        return json.loads(text, object_pairs_hook=_without_doubles)
    except (json.JSONDecodeError, RecursionError):
        return _python_dict(text)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    headers = dict(pairs)
    if len(headers) != len(pairs):
        raise RequestError("headers", _("A header is given twice."))
    return headers


def _python_dict(text: str) -> Any:
    """A Python literal, as in `{'accept': 'application/json'}`; never evaluated."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise _refusal() from None


def _refusal() -> RequestError:
    return RequestError(
        "headers",
        _('Write headers as a JSON object, as in {"accept": "application/json"}.'),
    )
