from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.scoped_admin import visible_accounts
from runs.definitions import credentials
from runs.models import Process
from schedules.admin import ProcessForm
from workflows import definition
from workflows.drafts import whole
from workflows.exceptions import InvalidWorkflowError
from workflows.forms.draft import Draft
from workflows.models import Workflow

SWITCHES = ("stop_on_error", "webhook")
# Jobs and workflows that a step offers to start; others are named in the text.
MOST_PROCESSES = 300


class WorkflowForm(ProcessForm[Workflow]):
    """What people say about a workflow, read by workflows.definition."""

    name = forms.CharField(
        label=gettext_lazy("name"),
        required=False,
        strip=False,
        widget=forms.TextInput({"class": "vTextField", "required": True}),
    )

    class Meta:
        model = Workflow
        fields = ("enabled", "unique", "stop_after_s", *SWITCHES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = self._draft()

    @property
    def is_edit(self) -> bool:
        """Whether a button of the editor was pressed, and nothing is to be saved."""
        return bool(vars(self.request).get("edit"))

    def is_valid(self) -> bool:
        return not self.is_edit and super().is_valid()

    def refusals(self) -> Mapping[str, str]:
        if self.is_edit:
            return {}
        return {**self._refusals(), **self.draft.refusals()}

    def placed(self, sentences: Mapping[str, str]) -> Mapping[str, str]:
        elsewhere = self.draft.place(sentences)
        if self.draft.sentences:
            self.add_error(None, _("What the workflow does cannot be saved like this."))
        return elsewhere

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        switches = {name: bool(given.get(name)) for name in SWITCHES}
        return {**super().values(), **switches, **self.draft.values}

    @property
    def differs(self) -> bool:
        """Whether something is written here that has not been saved."""
        saved = Draft.of(_definition_of(self.instance)).values
        return not self.instance.pk or self.draft.values != saved

    def _refusals(self) -> Mapping[str, str]:
        origin = f"{self.request.scheme}://{self.request.get_host()}"
        try:
            definition.read(self.values(), own_origins=credentials.own_origins(origin))
        except InvalidWorkflowError as refusal:
            return refusal.sentences
        return {}

    def _draft(self) -> Draft:
        choices = self._processes()
        # Whoever sends no editor means none of its fields.
        if self.is_bound and "editing" in self.data:
            return Draft(dict(self.data.lists()), processes=choices)  # type: ignore[attr-defined]
        return Draft.of(_definition_of(self.instance), processes=choices)

    def _processes(self) -> list[tuple[str, str]]:
        """What a step may start: the jobs and other workflows of the account."""
        accounts = (
            [self.instance.account]
            if self.instance.pk
            else visible_accounts(self.request)
        )
        found = Process.objects.living().filter(account__in=accounts)
        found = found.exclude(pk=self.instance.pk).order_by("name", "pk")
        return [
            (str(process.guid), f"{process.name} ({process.get_kind_display()})")
            for process in found[:MOST_PROCESSES]
        ]


def _definition_of(workflow: Workflow) -> dict[str, Any]:
    return {name: getattr(workflow, name) for name in whole.PARTS}
