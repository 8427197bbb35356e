from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs import actions
from jobs.api.serializers import JobSerializer
from jobs.models import Job
from runs.choices import ProcessKind
from schedules.api.processes import ProcessViewSet, presented


class JobViewSet(ProcessViewSet[Job]):
    kind = ProcessKind.JOB
    # The kind is said again, because the index for this order begins with it.
    queryset = presented(Job.objects.filter(kind=ProcessKind.JOB))
    serializer_class = JobSerializer
    about = _("Processes that make one HTTP call, newest first.")

    def perform_destroy(self, instance: Job) -> None:
        actions.delete(instance, now=timezone.now())
