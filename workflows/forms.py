from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from schedules.admin import ProcessForm
from workflows import definition
from workflows.exceptions import InvalidWorkflowError
from workflows.models import Workflow


class WorkflowForm(ProcessForm[Workflow]):
    """What people say about a workflow, read by workflows.definition."""

    name = forms.CharField(
        label=_("name"),
        required=False,
        widget=forms.TextInput({"class": "vTextField", "required": True}),
    )

    class Meta:
        model = Workflow
        fields = ("enabled", "unique", "stop_after_s")

    def refusals(self) -> Mapping[str, str]:
        try:
            definition.read(self.values())
        except InvalidWorkflowError as refusal:
            return refusal.sentences
        return {}
