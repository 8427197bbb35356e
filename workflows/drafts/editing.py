"""Steps and parameters added, taken away and moved: what was sent, rearranged; pure.

A command is what a button says: "steps.add", "steps.up.2", "parameters.remove.0".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from workflows.drafts import Sent, step, whole
from workflows.drafts.step import Fields

_NUMBERED = re.compile(r"(steps|parameters)-([0-9]{1,6})-(.+)")
# Commands after which the eye goes to the first field of a step.
_SHOWING = frozenset({"add", "remove", "open"})
# What becomes of the places 0, 1, 2 … under a command at one of them.
Order = list[int | None]


def applied(sent: Sent, command: str) -> Fields:
    """What a page would send after the command; after an unknown one the same."""
    fields = {name: list(given) for name, given in renamed(sent).items()}
    what, verb, at = [*command.split("."), "", ""][:3]
    act = _VERBS.get(verb)
    if act is None or what not in {whole.STEPS, whole.PARAMETERS}:
        return fields
    place = _place(at)
    if verb == "open":
        fields[f"{what}-{place}-open"] = ["1"]
    return _rearranged(fields, what, act(whole.count(fields, what), place))


def focus(command: str, sent: Sent) -> str:
    """The name of the field, or the value of the button, that the eye goes to next."""
    what, verb, at = [*command.split("."), "", ""][:3]
    last = whole.count(sent, what) - 1
    place = _place(at)
    if verb == "add":
        place = last if place < 0 else place + 1
    # The button stays under the finger of whoever moves a step on.
    if verb in {"up", "down"}:
        return f"{what}.{verb}.{place + (1 if verb == 'down' else -1)}"
    name = "key" if what == whole.STEPS else "name"
    return f"{what}-{min(place, last)}-{name}" if verb in _SHOWING else ""


def _place(text: str) -> int:
    """The place that a command names; -1 if it names none."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else -1


def renamed(sent: Sent) -> Sent:
    """A step that has another key than when the page was made keeps its followers."""
    keys = [
        _one(sent, f"steps-{at}-key") for at in range(whole.count(sent, whole.STEPS))
    ]
    was = [_one(sent, f"steps-{at}-was") for at in range(len(keys))]
    new = {
        before: key.strip()
        for before, key in zip(was, keys, strict=True)
        if before and key.strip() and before not in keys
    }
    return {
        name: [new.get(key, key) for key in given] if _is_needs(name) else given
        for name, given in sent.items()
    }


def _is_needs(name: str) -> bool:
    return name.startswith("steps-") and name.endswith("-needs")


def _one(sent: Sent, name: str) -> str:
    given = sent.get(name, ())
    return given[-1] if given else ""


def _add(count: int, at: int) -> Order:
    order: Order = list(range(count))
    order.insert(count if at < 0 else at + 1, None)
    return order


def _remove(count: int, at: int) -> Order:
    return [place for place in range(count) if place != at]


def _up(count: int, at: int) -> Order:
    return _swapped(count, at - 1)


def _down(count: int, at: int) -> Order:
    return _swapped(count, at)


def _swapped(count: int, upper: int) -> Order:
    order: Order = list(range(count))
    if 0 <= upper < count - 1:
        order[upper], order[upper + 1] = order[upper + 1], order[upper]
    return order


_VERBS: Final[Mapping[str, Callable[[int, int], Order]]] = MappingProxyType(
    {
        "add": _add,
        "remove": _remove,
        "up": _up,
        "down": _down,
        "open": lambda count, _at: list(range(count)),
    }
)


def _rearranged(fields: Fields, what: str, order: Sequence[int | None]) -> Fields:
    """Each place of the new order filled from an old one, or, for None, with a new."""
    kept: Fields = {}
    parts: dict[int, Fields] = {}
    for name, given in fields.items():
        found = _NUMBERED.fullmatch(name)
        if found and found[1] == what:
            parts.setdefault(int(found[2]), {})[found[3]] = given
        else:
            kept[name] = given
    fresh = _new_step(fields) if what == whole.STEPS else {"type": ["text"]}
    for at, place in enumerate(order):
        part = fresh if place is None else parts.get(place, {})
        kept |= {f"{what}-{at}-{name}": given for name, given in part.items()}
    return {**kept, f"{what}-TOTAL": [str(len(order))]}


def _new_step(fields: Fields) -> Fields:
    taken = {
        key for name, given in fields.items() if name.endswith("-key") for key in given
    }
    names = (f"step_{number}" for number in itertools.count(1))
    key = next(name for name in names if name not in taken)
    usual = {
        "kind": ["http"],
        "method": ["POST"],
        "after": [step.PREVIOUS],
        "open": ["1"],
    }
    return {"key": [key], **usual}
