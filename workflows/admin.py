from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from schedules.admin import ProcessAdmin, RefusedError
from workflows import actions
from workflows.exceptions import InvalidWorkflowError
from workflows.forms import WorkflowForm
from workflows.models import Workflow


@admin.register(Workflow)
class WorkflowAdmin(ProcessAdmin[Workflow]):
    form = WorkflowForm
    list_display = ("name", "account", "description", "plan", "last_run", "enabled")
    search_fields = ("name", "description")
    fieldsets = (
        (None, {"fields": ["name", "description", "enabled"]}),
        (
            _("How long it may take"),
            {"fields": ["unique", "stop_after_s"], "classes": ["collapse"]},
        ),
    )

    def create(
        self, account: Account, values: Mapping[str, Any], request: HttpRequest
    ) -> Workflow:
        by = request.user.get_username()
        try:
            return actions.create(account, values, by=by)
        except InvalidWorkflowError as refusal:
            raise RefusedError(refusal.sentences) from refusal

    def change(
        self, process: Workflow, values: Mapping[str, Any], request: HttpRequest
    ) -> Workflow:
        by = request.user.get_username()
        try:
            return actions.change(process, values, by=by)
        except InvalidWorkflowError as refusal:
            raise RefusedError(refusal.sentences) from refusal

    def archive(self, process: Workflow, *, now: dt.datetime) -> None:
        actions.delete(process, now=now)
