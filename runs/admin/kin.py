"""The runs and other things that a run came of, and those that came of it."""

from __future__ import annotations

from django.urls import reverse

from runs.choices import Origin
from runs.models import ProcessRun, StepRun

MOST_CAUSED = 20


def caused_by(run: ProcessRun) -> list[ProcessRun]:
    """Run again, continued, or started by a call that it made; the newest first.

    Those of another account, which some API key may have started, are not shown.
    """
    found = ProcessRun.objects.filter(origin_guid=run.guid, account=run.account_id)
    return list(found.select_related("process").order_by("-pk")[:MOST_CAUSED])


def origin_url(run: ProcessRun) -> str:
    """The page of what started it; "" where nothing is known."""
    if run.origin_guid is None:
        return ""
    if run.origin == Origin.PROCESS:
        parent = StepRun.objects.filter(guid=run.origin_guid).first()
        return _page_of(parent) if parent else ""
    return reverse("go", args=[run.origin_guid])


def _page_of(step_run: StepRun) -> str:
    """The run's page, at the step that started it."""
    page = reverse("admin:runs_processrun_change", args=[step_run.run_id])
    return f"{page}?step={step_run.key}#step-{step_run.key}"
