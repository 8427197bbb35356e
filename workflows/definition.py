"""What people say about a workflow, read into one checked value; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from runs import names
from workflows.exceptions import InvalidWorkflowError


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    name: str


def read(values: Mapping[str, Any]) -> Definition:
    """Check field values as a user gave them; raises InvalidWorkflowError."""
    name = values.get("name")
    if not isinstance(name, str) or not name.strip():
        raise InvalidWorkflowError({"name": _("Give the workflow a name.")})
    if refusal := names.refusal(name.strip()):
        raise InvalidWorkflowError({"name": refusal})
    return Definition(name=name.strip())
