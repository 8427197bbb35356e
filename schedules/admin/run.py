"""What schedules add to the pages of runs, which know nothing about them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import keys
from accounts.scoped_admin import visible_accounts
from runs.admin import ProcessRunAdmin
from runs.admin.filters import MOST_CHOICES, ProcessFilter, number_in
from runs.choices import Origin
from runs.models import ProcessRun
from schedules import coming
from schedules.models import Occurrence, Schedule


class ScheduleFilter(admin.SimpleListFilter):
    """The newest schedules of the chosen process, or of all, and the chosen one."""

    title = _("schedule")
    parameter_name = "schedule"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        accounts = visible_accounts(request)
        seen = Schedule.objects.filter(process__account__in=accounts)
        seen = seen.select_related("process")
        process = request.GET.get(ProcessFilter.parameter_name)
        near = seen.filter(process=number_in(process)) if process else seen
        found = list(near.filter(archived_at=None).order_by("-pk")[:MOST_CHOICES])
        if chosen := keys.read_guid(self.value() or ""):
            found += seen.filter(guid=chosen)
        choices = {str(s.guid): f"{s}: {coming.in_words(s)}" for s in found}
        return sorted(choices.items(), key=lambda choice: choice[1].casefold())

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ProcessRun]
    ) -> QuerySet[ProcessRun]:
        chosen = self.value()
        if not chosen:
            return queryset
        return queryset.filter(
            origin_guid=keys.read_guid(chosen), origin=Origin.SCHEDULE
        )


admin.site.unregister(ProcessRun)


@admin.register(ProcessRun)
class ScheduledRunAdmin(ProcessRunAdmin):
    """A run with its schedule, and with that one's row in django-celery-beat."""

    list_filter: ClassVar[Any] = (*ProcessRunAdmin.list_filter, ScheduleFilter)
    live_template = "admin/schedules/processrun/live.html"

    def page_context(self, request: HttpRequest, run: ProcessRun) -> dict[str, Any]:
        context = super().page_context(request, run)
        if run.origin == Origin.SCHEDULE:
            schedule = _schedule_of(run)
            context["schedule"] = schedule
            context["schedule_words"] = coming.in_words(schedule) if schedule else ""
            context["occurrence"] = Occurrence.objects.filter(run=run).first()
        return context


def _schedule_of(run: ProcessRun) -> Schedule | None:
    if run.origin_guid is None:
        return None
    schedules = Schedule.objects.select_related("periodic_task", "process")
    return schedules.filter(guid=run.origin_guid, process=run.process_id).first()
