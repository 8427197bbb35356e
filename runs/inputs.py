"""What a start may say: the input against what a plan declares; pure.

Sentences are keyed by where the value stands: "input.name", "step_input.query_1.name".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from runs import plan as plans
from runs import texts
from runs.plan import Parameter, Plan

# Levels of lists and objects, and signs of all texts together, in one start.
DEEPEST = 50
LARGEST = 1_048_576

Values = Mapping[str, Any]


def refusals(
    plan: Plan, given: Values, of_steps: Values, *, pass_unknown: bool = False
) -> dict[str, str]:
    """A sentence for each value that cannot be taken; empty if all can.

    `given` is the input, `of_steps` maps step keys to values for their parameters;
    `pass_unknown` lets names through that the workflow does not declare, and such as
    a call can take into its query.
    """
    return {
        **_of_input(plan, given, pass_unknown=pass_unknown),
        **_of_steps(plan, of_steps, pass_unknown=pass_unknown),
        **_of_size({"input": given, "step_input": of_steps}),
    }


def filled(plan: Plan, given: Values) -> dict[str, Any]:
    """The input with the default of each declared parameter that was left out.

    None counts as left out where there is a default.
    """
    defaults = {
        each.name: each.default
        for each in plan.parameters or ()
        if each.default is not None
    }
    said = {
        name: value
        for name, value in given.items()
        if value is not None or name not in defaults
    }
    return defaults | said


def _of_input(plan: Plan, given: Values, *, pass_unknown: bool) -> dict[str, str]:
    if plan.parameters is None:
        return {}
    declared = {each.name: each for each in plan.parameters}
    sentences = {
        f"input.{each.name}": _of_value(each, given.get(each.name))
        for each in plan.parameters
    }
    if not pass_unknown:
        sentences |= _unknown("input", given, declared)
    return {place: sentence for place, sentence in sentences.items() if sentence}


def _of_value(parameter: Parameter, value: Any) -> str:
    if value is None:
        missing = parameter.required and parameter.default is None
        return _("Give this value: it is required.") if missing else ""
    is_one, sentence = _TYPES[parameter.type]
    return "" if is_one(value) else sentence()


def _of_steps(plan: Plan, given: Values, *, pass_unknown: bool) -> dict[str, str]:
    sentences = _unknown("step_input", given, plan.by_key)
    for key, values in given.items():
        place = f"step_input.{key}"
        if key not in plan.by_key:
            continue
        if not isinstance(values, Mapping):
            sentences[place] = _("Give an object of parameters and their values.")
        elif not (pass_unknown and plan.step(key).kind == "http"):
            sentences |= _unknown(place, values, plan.step(key).parameters)
    return sentences


def _unknown(place: str, given: Values, known: Iterable[str]) -> dict[str, str]:
    names = sorted(known)
    if not names:
        return {f"{place}.{name}": _("Nothing is taken here.") for name in given}
    sentence = _("This name is not known here. Use one of %(names)s.") % {
        "names": ", ".join(names)
    }
    return {f"{place}.{name}": sentence for name in given if name not in names}


def _of_size(places: Mapping[str, Values]) -> dict[str, str]:
    return {
        place: sentence
        for place, values in places.items()
        if (sentence := _of_parts(values))
    }


def _of_parts(values: Values) -> str:
    signs = 0
    for text, depth in _parts(values):
        signs += len(text) + 1
        if depth > DEEPEST:
            return _("It is nested deeper than %(most)d levels.") % {"most": DEEPEST}
        if signs > LARGEST:
            return _("It is larger than 1 MiB. Give less.")
        if not texts.is_storable(text):
            return _("It holds a character that is no text. Remove it.")
    return ""


def _parts(values: Values) -> Iterator[tuple[str, int]]:
    """Every text in a value of JSON, names included, with its depth; others as ""."""
    open_parts: list[tuple[Any, int]] = [(values, 0)]
    while open_parts:
        part, depth = open_parts.pop()
        yield part if isinstance(part, str) else "", depth
        if depth > DEEPEST:
            continue
        if isinstance(part, Mapping):
            open_parts += [(name, depth) for name in part]
            open_parts += [(value, depth + 1) for value in part.values()]
        elif isinstance(part, list):
            open_parts += [(value, depth + 1) for value in part]


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


_TYPES: Mapping[str, tuple[Callable[[Any], bool], Callable[[], str]]] = {
    plans.TEXT: (
        lambda value: isinstance(value, str),
        lambda: _("Give a text, in quotes."),
    ),
    plans.NUMBER: (_is_number, lambda: _("Give a number, without quotes.")),
    plans.BOOLEAN: (
        lambda value: isinstance(value, bool),
        lambda: _("Give true or false, without quotes."),
    ),
    plans.JSON: (lambda _value: True, lambda: ""),
}
