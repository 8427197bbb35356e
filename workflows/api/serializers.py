from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from accounts.api import authorship
from schedules.api.processes import ProcessSerializer
from workflows import actions
from workflows.definition import Definition
from workflows.exceptions import InvalidWorkflowError
from workflows.models import Workflow

DEFINED = tuple(field.name for field in dataclasses.fields(Definition))


class WorkflowSerializer(ProcessSerializer[Workflow]):
    """A workflow's fields by type; the rules are those of workflows.definition."""

    def create(self, validated_data: dict[str, Any]) -> Workflow:
        return self._taken(actions.create, self.access.account, validated_data)

    def update(self, instance: Workflow, validated_data: dict[str, Any]) -> Workflow:
        present = {name: getattr(instance, name) for name in DEFINED}
        values = present | validated_data if self.partial else validated_data
        return self._taken(actions.change, instance, values)

    def _taken(
        self, act: Callable[..., Workflow], subject: Any, values: Any
    ) -> Workflow:
        try:
            return act(subject, values, by=authorship.name_of(self.context["request"]))
        except InvalidWorkflowError as refusal:
            raise self.refusal(refusal.sentences) from refusal
