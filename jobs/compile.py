"""Definition → plan of one step; pure."""

from __future__ import annotations

import dataclasses
from typing import Any

from jobs.definition import Definition
from runs.definitions import request

STEP = "call"


def plan(definition: Definition) -> dict[str, Any]:
    step = {"key": STEP, "kind": "http", **request.planned(definition)}
    return {"steps": [step], "outputs": {}}


def document(definition: Definition) -> dict[str, Any]:
    """The definition as it is kept beside its plan."""
    return dataclasses.asdict(definition)
