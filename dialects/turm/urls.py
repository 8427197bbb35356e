from __future__ import annotations

from django.urls import path, re_path

from dialects.turm import views

_WORKFLOWS = views.ToAdmin.as_view(pattern_name="admin:workflows_workflow_changelist")
_RUNS = views.ToAdmin.as_view(pattern_name="admin:runs_processrun_changelist")

_NAME = r"(?P<name>[\s\S]*)\Z"

urlpatterns = [
    path("schedule/interval/newjob/", views.IntervalJob.as_view()),
    path("schedule/interval/newjob", views.IntervalJob.as_view(schema=None)),
    path("schedule/cron/newjob/", views.CronJob.as_view()),
    path("schedule/cron/newjob", views.CronJob.as_view(schema=None)),
    # Whatever follows: names may hold slashes, and what is none is told as such.
    re_path(rf"^workflow/execute/{_NAME}", views.Execute.as_view()),
    re_path(rf"^webhook/{_NAME}", views.Webhook.as_view()),
    path("workflows", _WORKFLOWS),
    path("workflows/", _WORKFLOWS),
    path("workflow/aktiv/jobs", _RUNS),
    path("workflow/aktiv/jobs/", _RUNS),
]
