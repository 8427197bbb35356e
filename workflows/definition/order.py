"""Which step waits for which; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext as _

from runs import texts
from workflows.definition.values import Step


def needs(steps: Sequence[Step]) -> list[tuple[str, ...]]:
    """The needs of each step; left out they are the step before it in the list."""
    before = [(), *((step.key,) for step in steps[:-1])] if steps else []
    return [
        usual if step.needs is None else step.needs
        for step, usual in zip(steps, before, strict=True)
    ]


def refusals(steps: Sequence[Step]) -> dict[str, str]:
    """A sentence for each place: keys twice, needs that are not there, circles."""
    doubles = _doubles(steps)
    # Among several steps of one key a circle would be a riddle.
    circle = {} if doubles else _circle(steps)
    return {**circle, **_strangers(steps), **doubles}


def upstream(steps: Sequence[Step]) -> dict[str, frozenset[str]] | None:
    """All that is over before a step begins, by key; None if they form a circle."""
    wanted = _graph(steps)
    found: dict[str, frozenset[str]] = {}
    try:
        for key in TopologicalSorter(wanted).static_order():
            above = (found[need] | {need} for need in wanted[key])
            found[key] = frozenset().union(*above)
    except CycleError:
        return None
    return found


def _graph(steps: Sequence[Step]) -> Mapping[str, list[str]]:
    """Keys to the needs that are there."""
    keys = {step.key for step in steps}
    return {
        step.key: [need for need in wanted if need in keys]
        for step, wanted in zip(steps, needs(steps), strict=True)
    }


def _doubles(steps: Sequence[Step]) -> dict[str, str]:
    counts = Counter(step.key for step in steps)
    return {
        f"steps.{place}.key": _("There are several steps “%(key)s”. Choose other keys.")
        % {"key": step.key}
        for place, step in enumerate(steps)
        if step.key and counts[step.key] > 1
    }


def _strangers(steps: Sequence[Step]) -> dict[str, str]:
    keys = {step.key for step in steps}
    sentences = {}
    for place, step in enumerate(steps):
        missing = [need for need in step.needs or () if need not in keys]
        if missing:
            sentences[f"steps.{place}.needs"] = _(
                "There is no step “%(key)s” to wait for. Choose another, or leave it "
                "out."
            ) % {"key": texts.shown(missing[0], 40)}
    return sentences


def _circle(steps: Sequence[Step]) -> dict[str, str]:
    try:
        TopologicalSorter(_graph(steps)).prepare()
    except CycleError as error:
        # Found as who comes before whom; said as who waits for whom.
        circle = list(reversed(error.args[1]))
        place = min(n for n, step in enumerate(steps) if step.key in circle)
        sentence = _(
            "These steps wait for each other: %(circle)s. Leave one of these needs out."
        )
        return {f"steps.{place}.needs": sentence % {"circle": " → ".join(circle)}}
    return {}
