"""Definition → plan; pure."""

from __future__ import annotations

import dataclasses
from typing import Any

from workflows.definition import Definition


def plan(_definition: Definition) -> dict[str, Any]:
    return {"steps": [], "outputs": {}}


def document(definition: Definition) -> dict[str, Any]:
    """The definition as it is kept beside its plan."""
    return dataclasses.asdict(definition)
