"""Values that people give where any JSON may stand; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from runs import texts
from runs.exceptions import RequestError

# Lists and objects inside each other.
DEEPEST = 32


def check(field: str, value: Any) -> None:
    """Refuse what no database keeps: other types, deep nests, half characters.

    Raises RequestError.
    """
    for part, depth in _parts(value):
        if depth > DEEPEST:
            raise RequestError(
                field,
                _("This is nested deeper than %(most)d levels. Make it flatter.")
                % {"most": DEEPEST},
            )
        if isinstance(part, str) and not texts.is_storable(part):
            raise RequestError(
                field, _("It holds a character that is no text. Remove it.")
            )
        if not _is_json(part):
            raise RequestError(
                field,
                _("This is no value of JSON. Use objects, lists, texts, numbers."),
            )


def _is_json(part: Any) -> bool:
    if isinstance(part, float):
        return part - part == 0
    if isinstance(part, Mapping):
        return all(isinstance(name, str) for name in part)
    return part is None or isinstance(part, str | int | bool | list)


def _parts(value: Any) -> Iterator[tuple[Any, int]]:
    open_parts: list[tuple[Any, int]] = [(value, 0)]
    while open_parts:
        part, depth = open_parts.pop()
        yield part, depth
        if isinstance(part, Mapping):
            open_parts += [(name, depth) for name in part]
            open_parts += [(inner, depth + 1) for inner in part.values()]
        elif isinstance(part, list):
            open_parts += [(inner, depth + 1) for inner in part]
