"""The schedules of a process as a set of forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

import runs.actions
from runs.choices import Origin
from runs.exceptions import StartRefusedError
from runs.models import Process
from schedules import actions
from schedules.models import Schedule


class ScheduleFormSet(
    forms.BaseInlineFormSet[Schedule, Process, forms.ModelForm[Schedule]]
):
    """Writes through the actions, as everybody does."""

    # Set on the class that ScheduleInline makes for each request.
    request: HttpRequest

    # `commit` is Django's: a set that is not committed is asked for by nobody here.

    def save_new(self, form: Any, commit: bool = True) -> Schedule:  # noqa: FBT001, FBT002
        schedule = actions.create(self.instance, form.values(), now=timezone.now())
        if form.cleaned_data.get("run_now"):
            self._run_now(schedule.process, form.cleaned_data["input"])
        return schedule

    def save_existing(self, form: Any, obj: Schedule, commit: bool = True) -> Schedule:  # noqa: FBT001, FBT002
        return actions.change(obj, form.values(), now=timezone.now())

    def delete_existing(self, obj: Schedule, commit: bool = True) -> None:  # noqa: FBT001, FBT002
        actions.delete(obj, now=timezone.now())

    def _run_now(self, process: Process, given: dict[str, Any]) -> None:
        wanted = runs.actions.Start(process=process, origin=Origin.MANUAL, input=given)
        try:
            runs.actions.start(wanted, now=timezone.now())
        except StartRefusedError as refusal:
            # The plan stands all the same.
            messages.error(self.request, str(refusal))
