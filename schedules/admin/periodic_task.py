"""django-celery-beat's own pages: what is Steeple's is shown, what is not is edited.

A row of Steeple's is a view of a schedule (D1), and the interval, crontab or clocked
row it uses is part of that view.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_celery_beat import admin as theirs
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from kombu.exceptions import OperationalError

from accounts import access
from accounts.scoped_admin import OperatorAdmin, may_enter
from schedules.models import Schedule
from schedules.periodic import CLOCK_TASK

_TIMINGS = (ClockedSchedule, CrontabSchedule, IntervalSchedule, SolarSchedule)
admin.site.unregister([PeriodicTask, *_TIMINGS])


class PeriodicTaskForm(theirs.PeriodicTaskForm):  # type: ignore[misc]
    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean()
        if given.get("task") == CLOCK_TASK:
            sentence = _(
                "This task is the clock itself. Add a schedule to a job instead."
            )
            raise forms.ValidationError({"task": sentence})
        return given


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(theirs.PeriodicTaskAdmin):  # type: ignore[misc]
    """Members see the rows of their schedules; operators edit what is not Steeple's."""

    form = PeriodicTaskForm
    list_display = ("name", "enabled", "of_schedule", "scheduler", "last_run_at")
    list_filter = ("enabled", "one_off")
    list_per_page = 50
    date_hierarchy = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # There may be a row for every schedule: no selects that load them all.
    raw_id_fields = ("interval", "crontab", "solar", "clocked")
    readonly_fields = ("last_run_at",)
    change_form_template = "admin/django_celery_beat/periodictask/change_form.html"

    @admin.display(description=gettext_lazy("schedule"))
    def of_schedule(self, row: Any) -> str:
        if row.schedule_pk is None:
            return "–"
        url = reverse("admin:schedules_schedule_change", args=[row.schedule_pk])
        return format_html('<a href="{}">{}</a>', url, row.schedule_name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        mine = Schedule.objects.filter(
            access.within(request.user, "process__account"),
            periodic_task=OuterRef("pk"),
        )
        rows: QuerySet[Any] = (
            super()
            .get_queryset(request)
            .annotate(
                schedule_pk=mine.values("pk")[:1],
                schedule_name=mine.values("process__name")[:1],
            )
        )
        return rows if request.user.is_superuser else rows.filter(Exists(mine))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = [
            (name, {**options, "fields": _without_translation(options["fields"])})
            for name, options in super().get_fieldsets(request, obj)
        ]
        if obj is not None and obj.task == CLOCK_TASK:
            fieldsets[0][1]["fields"] = ["name", "task", "enabled", "description"]
        return fieldsets

    def changeform_view(self, *args: Any, **kwargs: Any) -> Any:
        # Theirs loads every crontab there is to translate it in the page's script.
        return ModelAdmin.changeform_view(self, *args, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_enter(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_enter(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser and (obj is None or obj.task != CLOCK_TASK)

    has_delete_permission = has_change_permission

    def get_actions(self, request: HttpRequest) -> Any:
        return super().get_actions(request) if request.user.is_superuser else {}

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        """Their actions, on foreign rows; a broker that is away is no error page."""
        foreign = queryset.exclude(task=CLOCK_TASK)
        try:
            answer: HttpResponse | None = super().response_action(request, foreign)
        except (OperationalError, OSError):
            sentence = _("The broker cannot be reached. Try again when it is back.")
            self.message_user(request, sentence, messages.ERROR)
            return None
        return answer


def _without_translation(fields: Any) -> list[str]:
    return [name for name in fields if name != "crontab_translation"]


class TimingAdmin(OperatorAdmin[Model]):
    """For operators; read-only where a row of Steeple's uses it."""

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        ours = PeriodicTask.objects.filter(
            Q(**{self._column: OuterRef("pk")}), task=CLOCK_TASK
        )
        return rows.annotate(is_ours=Exists(ours))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_ours = obj is not None and obj.is_ours
        return super().has_change_permission(request, obj) and not is_ours

    has_delete_permission = has_change_permission

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any
    ) -> HttpResponse | None:
        foreign = queryset.filter(is_ours=False)
        return super().response_action(request, foreign, *args)

    @property
    def _column(self) -> str:
        """Of PeriodicTask: interval, crontab, solar or clocked."""
        return str(self.opts.model_name).removesuffix("schedule")


@admin.register(ClockedSchedule)
class ClockedScheduleAdmin(TimingAdmin):
    list_display = ("clocked_time",)
    show_full_result_count = False


@admin.register(CrontabSchedule)
class CrontabScheduleAdmin(TimingAdmin):
    list_display = ("__str__", "human_readable")
    show_full_result_count = False


@admin.register(IntervalSchedule, SolarSchedule)
class PlainTimingAdmin(TimingAdmin):
    show_full_result_count = False
