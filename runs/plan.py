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

# `on_error`: what a step that ended badly means to the others.
STOP, CONTINUE = "stop", "continue"
# The types that a parameter may have.
TEXT, NUMBER, BOOLEAN, JSON = "text", "number", "boolean", "json"
TYPES = (TEXT, NUMBER, BOOLEAN, JSON)

# Methods that may be sent twice without harm (RFC 9110, 9.2.2), D10.
IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
DEFAULT_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value that a start may or must give."""

    name: str
    type: str = TEXT
    required: bool = False
    default: Any = None
    # Encrypted where it is kept, masked where it is shown.
    secret: bool = False
    description: str = ""


# Compared by identity, so that what is known of a step can be kept with it.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    key: str
    kind: str = "http"
    needs: tuple[str, ...] = ()
    # A bare expression over input, steps, run; the step is skipped where it is false.
    when: str = ""
    # Name to a value or template over input, steps, run; a start may give others.
    parameters: Mapping[str, Any] = field(default_factory=dict)
    # http: {"method", "url", "query": {…}, "headers",
    # "body": {"text" | "json" | "form": …}, "internal"}
    request: Mapping[str, Any] = field(default_factory=dict)
    # wait: {"for_s": seconds} or {"until": ISO 8601}, each perhaps a template.
    wait: Mapping[str, Any] = field(default_factory=dict)
    # process: {"guid": …, "input": {name: template}}
    process: Mapping[str, Any] = field(default_factory=dict)
    timeout_s: float = DEFAULT_TIMEOUT_S
    retry: retry.Policy = field(default_factory=retry.Policy)
    # http: result name → bare expression over {status, headers, body} of the answer.
    # compose: result name → template over input, parameters, steps, run.
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def idempotent(self) -> bool:
        return self.request.get("method") in IDEMPOTENT_METHODS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    steps: tuple[Step, ...] = ()
    # Output name → template over input, steps, run.
    outputs: Mapping[str, Any] = field(default_factory=dict)
    on_error: str = STOP
    # None: any input goes.
    parameters: tuple[Parameter, ...] | None = None
    by_key: Mapping[str, Step] = field(default_factory=dict, compare=False)

    def step(self, key: str) -> Step:
        """Raises KeyError if there is none."""
        return self.by_key[key]

    @property
    def goes_on(self) -> bool:
        """Whether other steps start beside and behind one that ended badly."""
        return self.on_error == CONTINUE

    @property
    def secret_names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.parameters or () if each.secret)


def read(document: Mapping[str, Any]) -> Plan:
    """Raises PlanError for a plan that could never end."""
    try:
        steps = tuple(_read_step(step) for step in document["steps"])
        parameters = _read_parameters(document.get("parameters"))
    except (TypeError, KeyError) as error:
        raise PlanError(f"The plan cannot be read: {error}.") from error
    _check_order(steps)
    return Plan(
        steps=steps,
        outputs=document.get("outputs", {}),
        on_error=document.get("on_error") or STOP,
        parameters=parameters,
        by_key={step.key: step for step in steps},
    )


def _read_parameters(document: Any) -> tuple[Parameter, ...] | None:
    if document is None:
        return None
    return tuple(Parameter(**each) for each in document)


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
    policy = dict(document.get("retry") or {})
    if "failures" in policy:
        policy["failures"] = tuple(policy["failures"])
    read = {
        "needs": tuple(document.get("needs") or ()),
        "retry": retry.Policy(**policy),
    }
    # What is null has its default, as if it were left out.
    given = {name: value for name, value in document.items() if value is not None}
    return Step(**{**given, **read})
