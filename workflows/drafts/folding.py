"""Steps folded into one field each, so that a page of many stays small; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from runs import texts
from workflows.drafts import Sent
from workflows.drafts.step import Fields

# Where a folded step is, after its prefix; and what says that one is to be shown.
FOLDED, OPEN = "folded", "open"


def fold(part: Sent) -> str:
    """The fields of a step, named without their prefix, as one text."""
    return json.dumps({name: list(given) for name, given in part.items()})


def unfolded(sent: Sent) -> Fields:
    """What would have been sent if every step had been shown."""
    fields: Fields = {}
    for name, given in sent.items():
        prefix, _dash, last = name.rpartition("-")
        if last == FOLDED and prefix.startswith("steps-"):
            fields |= {
                f"{prefix}-{part}": values for part, values in _parts("".join(given))
            }
        else:
            fields[name] = list(given)
    return fields


def by_place(sent: Sent) -> dict[int, Fields]:
    """The fields of each step, named without their prefix."""
    found: dict[int, Fields] = {}
    for name, given in sent.items():
        what, _dash, rest = name.partition("-")
        place, _dash, field = rest.partition("-")
        if what == "steps" and field and re.fullmatch(r"[0-9]{1,6}", place):
            found.setdefault(int(place), {})[field] = list(given)
    return found


def _parts(text: str) -> Iterator[tuple[str, list[str]]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return
    for name, given in found.items() if isinstance(found, Mapping) else ():
        if isinstance(given, list):
            yield name, [texts.storable(str(each)) for each in given]
