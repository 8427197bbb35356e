"""A plan as a value: what the engine executes (design, section 3).

Stored as JSON in ProcessVersion.plan, written by the compilers of jobs and
workflows, read here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from runs import retry
from runs.exceptions import PlanError

# Methods that may be sent twice without harm (RFC 9110, 9.2.2), D10.
IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
DEFAULT_TIMEOUT_S = 30.0


# Compared by identity, so that what is known of a step can be kept with it.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    key: str
    kind: str = "http"
    needs: tuple[str, ...] = ()
    # {"method", "url", "headers", "body": {"text" | "json" | "form": …}, "internal"}
    request: Mapping[str, Any] = field(default_factory=dict)
    timeout_s: float = DEFAULT_TIMEOUT_S
    retry: retry.Policy = field(default_factory=retry.Policy)
    # Result name → expression over {status, headers, body} of the answer.
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def idempotent(self) -> bool:
        return self.request.get("method") in IDEMPOTENT_METHODS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    steps: tuple[Step, ...] = ()
    # Output name → template over input, steps, run.
    outputs: Mapping[str, Any] = field(default_factory=dict)

    def step(self, key: str) -> Step:
        """Raises KeyError if there is none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)


def read(document: Mapping[str, Any]) -> Plan:
    """Raises PlanError for a plan that could never end."""
    try:
        steps = tuple(_read_step(step) for step in document["steps"])
    except (TypeError, KeyError) as error:
        raise PlanError(f"The steps cannot be read: {error}.") from error
    _check_order(steps)
    return Plan(steps=steps, outputs=document.get("outputs", {}))


def _check_order(steps: Sequence[Step]) -> None:
    """Each step once, each need a step, and none in a circle."""
    needs = {step.key: step.needs for step in steps}
    if len(needs) != len(steps):
        twice = Counter(step.key for step in steps).most_common(1)[0][0]
        raise PlanError(f"There are several steps “{twice}”.")
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        raise PlanError(f"These steps wait for each other: {circle}.") from error
    if missing := [key for key in order if key not in needs]:
        raise PlanError(f"A step needs “{missing[0]}”, which is not there.")


def _read_step(document: Mapping[str, Any]) -> Step:
    policy = dict(document.get("retry", {}))
    if "failures" in policy:
        policy["failures"] = tuple(policy["failures"])
    read = {
        "needs": tuple(document.get("needs", ())),
        "retry": retry.Policy(**policy),
    }
    return Step(**{**document, **read})
