"""What two versions of a workflow say differently, in words; pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

# Characters of a value that a sentence repeats.
SHOWN = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    # "stop_on_error", "outputs.x", "parameters.name", "steps.query_1", or one field
    # of these: "steps.query_1.url".
    place: str
    # None where it was not there, or is not there any more.
    before: Any
    after: Any

    @property
    def words(self) -> str:
        names = {
            "place": self.place,
            "before": _shown(self.before),
            "after": _shown(self.after),
        }
        if self.before is None:
            return _("%(place)s is new: %(after)s") % names
        if self.after is None:
            return _("%(place)s is gone; it was %(before)s") % names
        return _("%(place)s was %(before)s and is now %(after)s") % names


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Difference]:
    """What changes from one definition, as a version keeps it, to another."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    return [
        Difference(place=place, before=old.get(place), after=new.get(place))
        for place in dict.fromkeys([*old, *new])
        if old.get(place) != new.get(place)
    ]


def _leaves(definition: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each value that can differ, by its place; what is empty is not there."""
    parts: dict[str, Any] = {
        "name": definition.get("name"),
        "stop_on_error": definition.get("stop_on_error"),
        "webhook": definition.get("webhook"),
        **_below("parameters", _by(definition.get("parameters"), "name")),
        **_below("outputs", definition.get("outputs")),
        **_below("steps", _by(definition.get("steps"), "key")),
    }
    for place, value in parts.items():
        if value not in (None, "", [], {}):
            yield place, value


def _by(rows: Any, name: str) -> dict[str, Any]:
    """Every field of every row, by the name of its row and its own."""
    return {
        f"{row[name]}.{field}": value
        for row in rows or ()
        for field, value in row.items()
        if field != name
    }


def _below(place: str, values: Any) -> dict[str, Any]:
    return {f"{place}.{name}": value for name, value in (values or {}).items()}


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
