"""What may start now, and how a run ends: pure, from a plan and its steps' states."""

from __future__ import annotations

from collections.abc import Mapping

from runs.choices import FINAL, Status
from runs.plan import Plan, Step

_BAD = frozenset({Status.FAILED, Status.LOST, Status.STOPPED})


def startable(plan: Plan, states: Mapping[str, str]) -> list[Step]:
    """The steps not yet begun whose needs have all been met.

    `states` has the status of each step that has begun, by key. Nothing new starts
    beside a step that ended badly.
    """
    if _BAD & set(states.values()):
        return []
    met = {key for key, status in states.items() if status in FINAL}
    return [
        step
        for step in plan.steps
        if step.key not in states and met.issuperset(step.needs)
    ]


def conclusion(
    plan: Plan, states: Mapping[str, str], *, stopped: bool
) -> Status | None:
    """The final state of a run (D2), or None while something is open or to be done."""
    ended = set(states.values())
    if not ended <= FINAL:
        return None
    if stopped:
        return Status.STOPPED
    for bad in (Status.LOST, Status.FAILED, Status.STOPPED):
        if bad in ended:
            return bad
    return None if startable(plan, states) else Status.SUCCEEDED
