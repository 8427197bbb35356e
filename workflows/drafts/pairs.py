"""Names and values in rows of two fields; pure."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from workflows.drafts import Sent, words


def read(sent: Sent, field: str, *, take: Callable[[str], Any]) -> dict[str, Any]:
    """The rows that hold anything; of a name that comes twice the last one."""
    return {
        name: take(words.lines(value))
        for name, value in rows(sent, field)
        if name or value.strip()
    }


def twice(sent: Sent, field: str) -> str:
    """A name that two rows have; "" if there is none."""
    names = [name for name, _value in rows(sent, field) if name]
    return next((name for name in names if names.count(name) > 1), "")


def rows(sent: Sent, field: str) -> list[tuple[str, str]]:
    names, values = sent.get(f"{field}-name", ()), sent.get(f"{field}-value", ())
    pairs = itertools.zip_longest(names, values, fillvalue="")
    return [(name.strip(), value) for name, value in pairs]


def send(
    field: str, values: Mapping[str, Any], *, write: Callable[[Any], str]
) -> dict[str, list[str]]:
    return {
        f"{field}-name": list(values),
        f"{field}-value": [write(value) for value in values.values()],
    }
