"""What a workflow said before, what is different now, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from runs.models import ProcessVersion
from schedules.admin import ProcessAdmin
from workflows import actions, versions
from workflows.exceptions import InvalidWorkflowError
from workflows.models import Workflow

PER_PAGE = 50
# More digits than the number of a version can have.
MOST_DIGITS = 9


class VersionPages(ProcessAdmin[Workflow]):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<path:object_id>/versions/<int:number>/restore/",
                view(self.restore_view),
                name="workflows_workflow_restore",
            ),
            path(
                "<path:object_id>/versions/",
                view(self.versions_view),
                name="workflows_workflow_versions",
            ),
            *super().get_urls(),
        ]

    def versions_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The list, newest first; above it what one says differently than another."""
        workflow = self.get_object(request, unquote(object_id))
        if workflow is None:
            return self._gone(request)
        rows = _of(workflow).order_by("-number").defer("definition", "plan")
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Versions of %(name)s") % {"name": workflow.name},
            "opts": self.opts,
            "original": workflow,
            "page": page,
            "may_change": self.has_change_permission(request, workflow),
            **_comparison(workflow, request),
        }
        return TemplateResponse(request, "admin/workflows/versions.html", context)

    def restore_view(
        self, request: HttpRequest, object_id: str, number: int
    ) -> HttpResponse:
        """Let it do again what it did then."""
        workflow = self.get_object(request, unquote(object_id))
        version = _of(workflow).filter(number=number).first() if workflow else None
        if workflow is None or version is None:
            return self._gone(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            actions.restore(workflow, version, by=request.user.get_username())
        except InvalidWorkflowError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:workflows_workflow_versions", workflow.pk)
        said = _("It does again what version %(number)d did.") % {"number": number}
        self.message_user(request, said, messages.SUCCESS)
        return redirect("admin:workflows_workflow_change", workflow.pk)


def _of(workflow: Workflow) -> QuerySet[ProcessVersion]:
    return ProcessVersion.objects.filter(process=workflow)


def _comparison(workflow: Workflow, request: HttpRequest) -> dict[str, Any]:
    """The two that are chosen, and what is different; {} unless both are there."""
    before, after = (_chosen(workflow, request, name) for name in ("from", "to"))
    if before is None or after is None:
        return {}
    found = versions.differences(before.definition, after.definition)
    return {"before": before, "after": after, "differences": found}


def _chosen(
    workflow: Workflow, request: HttpRequest, name: str
) -> ProcessVersion | None:
    given = request.GET.get(name, "")
    is_number = given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS
    return _of(workflow).filter(number=int(given)).first() if is_number else None
