from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.api.viewsets import EditViewSet
from schedules import actions
from schedules.api.serializers import ScheduleSerializer
from schedules.models import Schedule


class ScheduleViewSet(EditViewSet[Schedule]):
    queryset = Schedule.objects.living().select_related("process")
    serializer_class = ScheduleSerializer
    account_path = "process__account"
    about = _("When jobs and workflows start, newest first.")

    def perform_destroy(self, instance: Schedule) -> None:
        actions.delete(instance, now=timezone.now())
