"""Definition → plan; pure."""

from __future__ import annotations

import dataclasses
from typing import Any

from runs.plan import CONTINUE, STOP
from workflows.definition import order
from workflows.definition.kinds import KINDS
from workflows.definition.values import Definition, Step


def plan(definition: Definition) -> dict[str, Any]:
    """What the engine executes; steps name other processes by their GUIDs."""
    needs = order.needs(definition.steps)
    return {
        "steps": [
            _planned(step, wanted)
            for step, wanted in zip(definition.steps, needs, strict=True)
        ],
        "outputs": dict(definition.outputs),
        "on_error": STOP if definition.stop_on_error else CONTINUE,
        "parameters": [dataclasses.asdict(each) for each in definition.parameters],
    }


def document(definition: Definition) -> dict[str, Any]:
    """The definition as it is kept beside its plan; `definition.read` takes it."""
    return {
        **dataclasses.asdict(definition),
        "parameters": [dataclasses.asdict(each) for each in definition.parameters],
        "steps": [_written(step) for step in definition.steps],
    }


def _planned(step: Step, needs: tuple[str, ...]) -> dict[str, Any]:
    own = KINDS[step.kind].planned(step.details)
    made = {"key": step.key, "kind": step.kind, "needs": list(needs), **own}
    for name in ("when", "parameters", "outputs"):
        if value := getattr(step, name):
            made[name] = value
    return made


def _written(step: Step) -> dict[str, Any]:
    written = dataclasses.asdict(step)
    details, outputs = written.pop("details"), written.pop("outputs")
    needs = None if step.needs is None else list(step.needs)
    return {**written, "needs": needs, **details, "outputs": outputs}
