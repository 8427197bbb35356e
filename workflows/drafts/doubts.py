"""What can be saved, and is probably not what was meant; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

# An expression as it stands in the braces, with no braces around it.
_BARE = re.compile(r"\s*(?:input|parameters|steps)\.[A-Za-z_]")
# Where a step takes values or templates. An HTTP call's outputs are bare expressions.
_OF_A_STEP = ("parameters", "input")


def bare(values: Mapping[str, Any]) -> list[str]:
    """Texts of a definition that look like expressions and lack their braces."""
    return [text for text in _texts(values) if _BARE.match(text) and "{{" not in text]


def _texts(values: Mapping[str, Any]) -> Iterator[str]:
    steps = values.get("steps")
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, dict):
            names = ("outputs",) if step.get("kind") == "compose" else ()
            for name in (*_OF_A_STEP, *names):
                yield from _of(step.get(name))
    yield from _of(values.get("outputs"))


def _of(rows: Any) -> Iterator[str]:
    if isinstance(rows, dict):
        yield from (value for value in rows.values() if isinstance(value, str))
