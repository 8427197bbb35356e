"""Steps and parameters without what needs not be said; pure."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from workflows import compile as compiler
from workflows import definition

Item = Mapping[str, Any]


def step(written: Item, names: Mapping[str, str]) -> Item:
    """A step as people write it; `names` has that of each process by its GUID."""
    usual = _usual(written["kind"])
    said = {
        name: whole(value) if name in {"timeout_s", "retry_delay_s", "for_s"} else value
        for name, value in written.items()
        if name in {"key", "kind"} or value != usual.get(name)
    }
    if "internal" in said and said["internal"] == said["url"].startswith("/"):
        del said["internal"]
    if "process" in said:
        said["process"] = names.get(said["process"], said["process"])
    return said


def parameter(written: Item, names: Mapping[str, str]) -> Item:
    del names
    usual = {"required": False, "default": None, "secret": False, "description": ""}
    return {
        name: value
        for name, value in written.items()
        if name not in usual or value != usual[name]
    }


def whole(value: Any) -> Any:
    """5 in place of 5.0."""
    is_whole = isinstance(value, float) and value.is_integer()
    return int(value) if is_whole else value


# As little as can be said of a step of each kind.
_LEAST: Mapping[str, Item] = {
    "http": {"method": "POST", "url": "http://localhost/"},
    "compose": {},
    "wait": {"for_s": 1},
    "process": {"process": "a process"},
}


@functools.cache
def _usual(kind: str) -> Item:
    """What a step of the kind has of which nothing was said."""
    given = {"key": "a", "kind": kind, **_LEAST[kind]}
    read = definition.read({"name": "a", "steps": [given]})
    [kept] = compiler.document(read)["steps"]
    return {name: kept[name] for name in kept.keys() - _LEAST[kind].keys()}
