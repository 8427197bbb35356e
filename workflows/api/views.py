from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from runs.choices import ProcessKind
from schedules.api.processes import ProcessViewSet, presented
from workflows import actions
from workflows.api.serializers import WorkflowSerializer
from workflows.models import Workflow


class WorkflowViewSet(ProcessViewSet[Workflow]):
    # The kind is said again, because the index for this order begins with it.
    queryset = presented(Workflow.objects.filter(kind=ProcessKind.WORKFLOW))
    serializer_class = WorkflowSerializer
    about = _("Processes that run several steps, newest first.")

    def perform_destroy(self, instance: Workflow) -> None:
        actions.delete(instance, now=timezone.now())
