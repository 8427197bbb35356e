"""Values of JSON as people type them: a text needs no quotes; pure."""

from __future__ import annotations

import json
import math
from typing import Any, Never


def typed(text: str) -> Any:
    """What was meant: numbers, true, false, null, lists, objects, quoted texts.

    Everything else is the text itself, a template among it.
    """
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return text
    # 1e999 has no place in JSON.
    is_endless = isinstance(value, float) and not math.isfinite(value)
    return text if is_endless else value


def written(value: Any) -> str:
    """The text that `typed` reads as this value."""
    if isinstance(value, str) and typed(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def number(text: str) -> Any:
    """A number; what is none stays a text, and nothing is None."""
    if not text.strip():
        return None
    value = typed(text.strip())
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else text


def lines(text: str) -> str:
    """As it was written: browsers send every line end as CR LF."""
    return text.replace("\r\n", "\n")


def _no_constant(name: str) -> Never:
    raise ValueError(name)
