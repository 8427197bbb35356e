"""What may start now, and how a run ends: pure, from a plan and its steps' states."""

from __future__ import annotations

from collections.abc import Mapping

from runs.choices import FINAL, Status
from runs.plan import Plan, Step

_WELL = frozenset({Status.SUCCEEDED, Status.SKIPPED})
_BAD = frozenset({Status.FAILED, Status.LOST, Status.STOPPED})


def startable(plan: Plan, states: Mapping[str, str]) -> list[Step]:
    """The steps not yet begun whose needs have all ended.

    `states` has the status of each step that has begun, by key. Nothing new starts
    beside a step that ended badly, unless the plan goes on.
    """
    if is_halted(plan, states):
        return []
    over = {key for key, status in states.items() if status in FINAL}
    # The first need alone leaves out nearly all: this is asked at every step.
    return [
        step
        for step in plan.steps
        if step.key not in states
        and (
            not step.needs
            or (step.needs[0] in over and over.issuperset(step.needs[1:]))
        )
    ]


def is_halted(plan: Plan, states: Mapping[str, str]) -> bool:
    """Whether a step ended badly, so that no other one starts."""
    return not plan.goes_on and not _BAD.isdisjoint(states.values())


def is_unneeded(step: Step, states: Mapping[str, str]) -> bool:
    """Whether all that it comes after was skipped: one that ran is enough for it."""
    return bool(step.needs) and all(states[key] == Status.SKIPPED for key in step.needs)


def conclusion(
    plan: Plan, states: Mapping[str, str], *, stopped: bool
) -> Status | None:
    """The final state of a run (D2), or None while something is open or to be done."""
    ended = set(states.values())
    if not ended <= FINAL:
        return None
    if stopped:
        return Status.STOPPED
    if startable(plan, states):
        return None
    for bad in (Status.LOST, Status.FAILED, Status.STOPPED):
        if bad in ended:
            return bad
    return Status.SUCCEEDED


def kept(plan: Plan, states: Mapping[str, str]) -> list[str]:
    """The steps of an ended run that one which continues it takes over, by key.

    They went well or were skipped, and so did all that comes before them.
    """
    done = {key for key, status in states.items() if status in _WELL}
    found: list[str] = []
    while more := [
        step.key
        for step in plan.steps
        if step.key in done.difference(found) and set(found).issuperset(step.needs)
    ]:
        found += more
    return found
