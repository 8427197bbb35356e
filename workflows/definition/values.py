from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runs.plan import Parameter
from workflows.definition.kinds import Details

MOST_STEPS = 300
MOST_PARAMETERS = 100
MOST_OUTPUTS = 100
# Bytes of the definition as JSON.
LARGEST = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    key: str
    # What people read instead of the key; may be empty.
    label: str
    kind: str
    # None: the step before it in the list, none for the first. (): starts at once.
    needs: tuple[str, ...] | None
    # A bare expression over input, steps, run; "" is always.
    when: str
    # Name → value or template over input, steps, run.
    parameters: Mapping[str, Any]
    # http: name → bare expression over the answer; compose: name → template.
    outputs: Mapping[str, Any]
    # What only its kind has; None where the kind is unknown.
    details: Details | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    name: str
    # Whether after a step that ended badly nothing new starts.
    stop_on_error: bool = True
    # Whether whoever knows its secret address may start it.
    webhook: bool = False
    parameters: tuple[Parameter, ...] = ()
    # Name → template over input, steps, run.
    outputs: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
