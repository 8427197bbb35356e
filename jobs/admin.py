from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.scoped_admin import AccountFilter
from jobs import actions, picking
from jobs.exceptions import InvalidJobError
from jobs.forms import JobForm
from jobs.models import Job
from schedules.admin import ProcessAdmin, RefusedError

# Of a URL, in the list.
SHOWN = 80


@admin.register(Job)
class JobAdmin(ProcessAdmin[Job]):
    form = JobForm
    list_display = ("name", "account", "call", "plan", "last_run", "enabled")
    list_filter: ClassVar[Any] = ("enabled", "method", "internal", AccountFilter)
    search_fields = ("name", "url")
    search_help_text = _("A part of the name or of the URL.")
    fieldsets = (
        (None, {"fields": ["name", "description", "enabled"]}),
        (
            _("The call"),
            {
                "fields": [
                    "workflow",
                    ("method", "url"),
                    "internal",
                    "headers",
                    "body",
                    "timeout_s",
                ]
            },
        ),
        (
            _("If it fails, and how long it may take"),
            {
                "fields": [
                    ("attempts", "backoff", "retry_delay_s"),
                    "retry_on",
                    "unique",
                    "stop_after_s",
                    "robot",
                ],
                "classes": ["collapse"],
            },
        ),
    )

    class Media:
        js = ("steeple/js/workflow-pick.js",)

    @admin.display(description=_("call"))
    def call(self, job: Job) -> str:
        url = job.url if len(job.url) <= SHOWN else job.url[: SHOWN - 1] + "…"
        return format_html(
            '<span class="call"><b>{}</b> <code title="{}">{}</code></span>',
            job.method,
            job.url,
            url,
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.POST.get("workflow"):
            job = self.get_object(request, unquote(object_id)) if object_id else None
            sent = request.POST.copy()
            for name, value in picking.filled(
                request.POST.dict(), saved_url=job.url if job else ""
            ).items():
                sent[name] = value
            request.POST = sent  # type: ignore[assignment]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def create(
        self, account: Account, values: Mapping[str, Any], request: HttpRequest
    ) -> Job:
        try:
            return actions.create(account, values, **_known(request))
        except InvalidJobError as refusal:
            raise RefusedError(refusal.sentences) from refusal

    def change(
        self, process: Job, values: Mapping[str, Any], request: HttpRequest
    ) -> Job:
        try:
            return actions.change(process, values, **_known(request))
        except InvalidJobError as refusal:
            raise RefusedError(refusal.sentences) from refusal

    def archive(self, process: Job, *, now: dt.datetime) -> None:
        actions.delete(process, now=now)


def _known(request: HttpRequest) -> dict[str, str]:
    """Who asks, and under which address we were reached."""
    return {
        "origin": f"{request.scheme}://{request.get_host()}",
        "by": request.user.get_username(),
    }
