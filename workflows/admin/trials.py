"""A test run: started by hand, with values for what the workflow declares."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

import runs.actions
from runs import plans
from runs.choices import Origin
from runs.exceptions import InvalidInputError, StartRefusedError
from runs.models import ProcessRun
from schedules.admin import ProcessAdmin
from workflows.forms.trial import TrialForm
from workflows.models import Workflow


class TrialPages(ProcessAdmin[Workflow]):
    """The page that asks for the input."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.trial_view)
        return [
            path("<path:object_id>/trial/", view, name="workflows_workflow_trial"),
            *super().get_urls(),
        ]

    def trial_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The form; sent, it starts the version that is saved."""
        workflow = self.get_object(request, unquote(object_id))
        if workflow is None:
            return self._gone(request)
        plan = plans.of_version(workflow.current_version_id or 0)
        form = TrialForm(plan, request.POST if request.method == "POST" else None)
        run = _started(workflow, form)
        if run is not None:
            self.message_user(request, _("It has been started; this is its run."))
            return redirect("admin:runs_processrun_change", run.pk)
        context = self._trial_context(request, workflow, form)
        return TemplateResponse(request, "admin/workflows/trial.html", context)

    def _trial_context(
        self, request: HttpRequest, workflow: Workflow, form: TrialForm
    ) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": _("Test run of %(name)s") % {"name": workflow.name},
            "opts": self.opts,
            "original": workflow,
            "form": form,
            "media": self.media,
            "differs": bool(request.GET.get("differs")),
        }


def _started(workflow: Workflow, form: TrialForm) -> ProcessRun | None:
    """The run; None if the form has not been sent, or was refused."""
    if not form.is_bound or not form.is_valid():
        return None
    wanted = runs.actions.Start(
        process=workflow,
        origin=Origin.MANUAL,
        input=form.input(),
        step_input=form.step_input(),
    )
    try:
        return runs.actions.start(wanted, now=timezone.now())
    except InvalidInputError as refusal:
        form.refuse(refusal.sentences)
    except StartRefusedError as refusal:
        form.add_error(None, str(refusal))
    return None
