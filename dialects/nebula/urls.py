from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, re_path

from dialects.nebula import views

_ROOT = "api-open/v1"
_JOB = f"{_ROOT}/jobs/<str:job_id>"


def _spelled(address: str, view: Any) -> Iterator[URLPattern]:
    """As published, and with a slash behind it."""
    yield path(address, view.as_view())
    yield path(f"{address}/", view.as_view(schema=None))


urlpatterns = [
    *_spelled(f"{_ROOT}/connect", views.Connect),
    *_spelled(f"{_ROOT}/jobs", views.Jobs),
    *_spelled(_JOB, views.Job),
    *_spelled(f"{_JOB}/cancel", views.Cancel),
    *_spelled(f"{_JOB}/tasks/<str:task_id>/sample_result", views.SampleResult),
    *_spelled(f"{_ROOT}/workflows/<str:workflow_id>/jobs", views.WorkflowJobs),
    re_path(r"^api-open(?:/|\Z)", views.NothingHere.as_view()),
]
