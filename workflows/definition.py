"""What people say about a workflow, read into one checked value; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from runs import names, switches
from workflows.exceptions import InvalidWorkflowError


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    name: str


def read(values: Mapping[str, Any]) -> Definition:
    """Check field values as a user gave them; raises InvalidWorkflowError."""
    sentences = switches.refusals(values)
    if refusal := _of_name(values.get("name")):
        sentences["name"] = refusal
    if sentences:
        raise InvalidWorkflowError(sentences)
    return Definition(name=values["name"].strip())


def _of_name(given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        return _("Give the workflow a name.")
    return names.refusal(given.strip())
