from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api import authorship
from accounts.api.fields import Flag
from accounts.choices import Role
from schedules.api.processes import ProcessSerializer
from workflows import actions
from workflows.api.fields import StepsInShort, Written
from workflows.definition import Definition
from workflows.exceptions import InvalidWorkflowError
from workflows.models import Workflow

DEFINED = tuple(field.name for field in dataclasses.fields(Definition))

# As an answer and a form show them.
ORDER = (
    *("id", "guid", "name", "description", "parameters", "steps", "outputs"),
    *("stop_on_error", "unique", "stop_after_s", "robot", "webhook", "webhook_token"),
    *("enabled", "schedules", "next_fire_at", "last_run", "created_at", "updated_at"),
)


class WorkflowSerializer(ProcessSerializer[Workflow]):
    """A workflow's fields by type; the rules are those of workflows.definition."""

    parameters = Written(
        label=_("Parameters"),
        default=list,
        initial=list,
        help_text=_('A list, as in [{"name": "city", "type": "text", "default": ""}].'),
    )
    steps = Written(
        label=_("Steps"),
        default=list,
        initial=list,
        help_text=_(
            "A list of objects with a key and a kind: http, compose, wait or process."
        ),
    )
    outputs = Written(
        label=_("Outputs"),
        default=dict,
        initial=dict,
        help_text=_('An object, as in {"x": "{{ steps.full_name.output.value }}"}.'),
    )
    stop_on_error = Flag(
        label=_("Stop on error"),
        default=True,
        initial=True,
        help_text=_("After a step that failed no other one begins."),
    )
    webhook = Flag(
        label=_("Webhook"),
        default=False,
        help_text=_("Whoever knows its secret address may start it."),
    )
    webhook_token = serializers.SerializerMethodField()

    def get_webhook_token(self, workflow: Workflow) -> str | None:
        """The secret part of its address; None while it has no webhook.

        Whoever knows it may start the workflow, so only those who may see it.
        """
        is_told = workflow.webhook and self.access.may(Role.OPERATOR)
        return workflow.webhook_token if is_told else None

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        return {name: fields[name] for name in ORDER}

    def create(self, validated_data: dict[str, Any]) -> Workflow:
        return self._taken(actions.create, self.access.account, validated_data)

    def update(self, instance: Workflow, validated_data: dict[str, Any]) -> Workflow:
        present = {name: getattr(instance, name) for name in DEFINED}
        values = present | validated_data if self.partial else validated_data
        return self._taken(actions.change, instance, values)

    def _taken(
        self, act: Callable[..., Workflow], subject: Any, values: Any
    ) -> Workflow:
        request = self.context["request"]
        origin = request.build_absolute_uri("/").removesuffix("/")
        try:
            return act(subject, values, origin=origin, by=authorship.name_of(request))
        except InvalidWorkflowError as refusal:
            raise self.refusal(refusal.sentences) from refusal


class WorkflowInListSerializer(WorkflowSerializer):
    """A workflow whose steps are told in short: they may be many, and long."""

    steps = StepsInShort(read_only=True)
