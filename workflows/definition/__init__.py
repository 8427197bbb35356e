"""What people say about a workflow, read into one checked value; pure."""

from __future__ import annotations

from workflows.definition.reading import read
from workflows.definition.values import Definition, Step

__all__ = ["Definition", "Step", "read"]
