from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.scoped_admin import AccountFilter
from runs.display import chips
from schedules.admin import ProcessAdmin, RefusedError
from workflows import actions
from workflows.admin import drafting, trials, versions
from workflows.exceptions import InvalidWorkflowError
from workflows.forms import WorkflowForm
from workflows.models import Workflow

# Parameters that the list names.
MOST_NAMED = 4


@admin.register(Workflow)
class WorkflowAdmin(versions.VersionPages, trials.TrialPages, ProcessAdmin[Workflow]):
    """A workflow with its steps, its picture and its schedules on one page."""

    form = WorkflowForm
    list_display = ("named", "account", "step_count", "takes", "plan", "last_run")
    list_filter: ClassVar[Any] = ("enabled", "webhook", AccountFilter)
    search_fields = ("name", "description", "number")
    search_help_text = _("A part of the name or description, or the number.")
    change_form_template = "admin/workflows/workflow/change_form.html"
    fieldsets = (
        (None, {"fields": ["name", "description", "enabled"]}),
        (
            _("How it runs"),
            {
                "fields": [
                    *("stop_on_error", "unique", "webhook", "stop_after_s", "robot")
                ],
                "classes": ["collapse"],
            },
        ),
    )

    class Media:
        css: ClassVar[Any] = {"all": ("steeple/graph.css", "steeple/workflows.css")}
        js = (
            "steeple/js/copy.js",
            "steeple/js/graph.js",
            "steeple/js/workflow-form.js",
        )

    # The list ---------------------------------------------------------------------

    @admin.display(description=_("name, number"), ordering="name")
    def named(self, workflow: Workflow) -> str:
        off = "" if workflow.enabled else chips.chip("off", gettext("switched off"))
        return format_html(
            '{} <code class="row-note">{}</code>{}',
            workflow.name,
            str(workflow.number),
            off,
        )

    @admin.display(description=_("steps"))
    def step_count(self, workflow: Workflow) -> int:
        return len(workflow.steps)

    @admin.display(description=_("parameters"))
    def takes(self, workflow: Workflow) -> str:
        names = [str(each.get("name", "")) for each in workflow.parameters]
        more = ", …" if len(names) > MOST_NAMED else ""
        return ", ".join(names[:MOST_NAMED]) + more or "–"

    # Every write is an action -------------------------------------------------------

    def create(
        self, account: Account, values: Mapping[str, Any], request: HttpRequest
    ) -> Workflow:
        try:
            return actions.create(account, values, **_known(request))
        except InvalidWorkflowError as refusal:
            raise RefusedError(refusal.sentences) from refusal

    def change(
        self, process: Workflow, values: Mapping[str, Any], request: HttpRequest
    ) -> Workflow:
        try:
            return actions.change(process, values, **_known(request))
        except InvalidWorkflowError as refusal:
            raise RefusedError(refusal.sentences) from refusal

    def archive(self, process: Workflow, *, now: dt.datetime) -> None:
        actions.delete(process, now=now)

    # The editor -----------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.draft_view)
        return [
            path("add/draft/", view, name="workflows_workflow_add_draft"),
            path("<path:object_id>/draft/", view, name="workflows_workflow_draft"),
            *super().get_urls(),
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        edit = drafting.edit_of(request)
        if edit is not None:
            request.POST = edit.sent  # type: ignore[assignment]
            vars(request)["edit"] = edit
        return super().changeform_view(request, object_id, form_url, extra_context)

    def draft_view(
        self, request: HttpRequest, object_id: str | None = None
    ) -> HttpResponse:
        """What the page would show of what was sent: judged, or rearranged."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        workflow = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and workflow is None:
            return self._gone(request)
        edit = drafting.edit_of(request)
        form_class = self.get_form(request, workflow, change=workflow is not None)
        form = form_class(edit.sent if edit else request.POST, instance=workflow)
        assert isinstance(form, WorkflowForm)
        # All sentences are found by this, those of the steps among them.
        form.is_valid()
        focus = edit.focus if edit else ""
        context = {**self._draft_context(form, focus=focus), "may_change": True}
        page = "edited" if edit else "judged"
        return TemplateResponse(request, f"admin/workflows/draft/{page}.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        edit: drafting.Edit | None = vars(request).get("edit")
        context |= self._draft_context(form, focus=edit.focus if edit else "")
        workflow = context["original"]
        context["may_change"] = workflow is None or self.has_change_permission(
            request, workflow
        )
        if edit is not None:
            # Nothing was refused: nothing was to be saved.
            context["errors"] = []
        # One does not write many in a row; the other buttons fit on a line without it.
        context["show_save_and_add_another"] = False
        if form.instance.pk:
            context |= self._links(form.instance, request)
        return super().render_change_form(request, context, *args, **kwargs)

    def _draft_context(self, form: WorkflowForm, *, focus: str) -> dict[str, Any]:
        workflow = form.instance if form.instance.pk else None
        url = (
            self._url("draft", workflow)
            if workflow
            else reverse("admin:workflows_workflow_add_draft")
        )
        context = drafting.context(form, draft_url=url, focus=focus)
        if workflow:
            context["trial_url"] = self._url("trial", workflow)
        return context

    def _links(self, workflow: Workflow, request: HttpRequest) -> dict[str, Any]:
        return {
            "versions_url": self._url("versions", workflow),
            "webhook_url": _webhook_url(workflow, request),
        }


def _webhook_url(workflow: Workflow, request: HttpRequest) -> str:
    """Its secret address; "" where it has none."""
    if not workflow.webhook or not workflow.webhook_token:
        return ""
    # Of the floor above (dialects.turm), whose addresses are those of its document.
    return request.build_absolute_uri(f"/webhook/{workflow.webhook_token}")


def _known(request: HttpRequest) -> dict[str, Any]:
    """Who asks, and under which address we were reached."""
    return {
        "origin": f"{request.scheme}://{request.get_host()}",
        "by": request.user.get_username(),
    }
