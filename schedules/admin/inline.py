from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from runs.models import Process
from schedules import coming, words
from schedules.admin.form import ScheduleForm
from schedules.admin.formset import ScheduleFormSet
from schedules.admin.preview import notes
from schedules.models import Schedule

# The main fields, and those that few need.
FIELDS = (
    ("kind", "every", "unit", "expression"),
    "planned",
    ("time_zone", "starts_at", "ends_at"),
    "enabled",
)
MORE = (
    "name",
    "input",
    ("overlap", "misfire", "grace_s"),
    ("gap", "repeat"),
    ("most_firings", "repeats"),
)
INSTANTS = 3


def planned(schedule: Schedule, *, count: int, within: str) -> SafeString:
    """Words, doubts and next instants; again for what is typed `within` (CSS)."""
    context: dict[str, Any] = {"within": within}
    if schedule.pk:
        context |= {
            "schedule": schedule,
            "words": coming.in_words(schedule),
            "doubts": _doubts(schedule),
            "instants": coming.next_of([schedule], now=timezone.now(), count=count),
        }
    return render_to_string("admin/schedules/planned.html", context)


def _doubts(schedule: Schedule) -> list[str]:
    differences = words.differences(schedule.kind, schedule.expression)
    # That it is switched off is said by its state.
    return [*differences, *notes(vars(schedule) | {"enabled": True})]


class ScheduleInline(admin.StackedInline[Schedule, Process]):
    """The schedules of a job or workflow, on its page."""

    model = Schedule
    fk_name = "process"
    form = ScheduleForm
    formset = ScheduleFormSet
    template = "admin/schedules/inline.html"
    readonly_fields = ("planned",)
    max_num = 100

    class Media:
        css: ClassVar[Any] = {"all": ("steeple/schedules.css",)}
        js = ("steeple/schedule-form.js", "steeple/schedule-preview.js")

    @admin.display(description=_("in words"))
    def planned(self, schedule: Schedule) -> SafeString:
        return planned(schedule, count=INSTANTS, within=".inline-related")

    def get_fieldsets(self, request: HttpRequest, obj: Process | None = None) -> Any:
        return [
            (None, {"fields": [*FIELDS, "run_now"]}),
            (_("More about this schedule"), {"fields": MORE, "classes": ["collapse"]}),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Schedule]:
        return Schedule.objects.living().order_by("pk")

    def get_extra(
        self, request: HttpRequest, obj: Process | None = None, **kwargs: Any
    ) -> int:
        living = self.get_queryset(request)
        return 0 if obj is not None and living.filter(process=obj).exists() else 1

    def get_formset(
        self, request: HttpRequest, obj: Process | None = None, **kwargs: Any
    ) -> type[BaseInlineFormSet[Schedule, Process, ModelForm[Schedule]]]:
        formset = super().get_formset(request, obj, **kwargs)
        # Django would load everything that points to a schedule to see whether it
        # is protected: its whole ledger. It is archived, so nothing needs to be.
        formset.form.hand_clean_DELETE = lambda _form: None  # type: ignore[attr-defined]
        return type(formset.__name__, (formset,), {"request": request})

    # The schedule belongs to the process: whoever may open its page may edit it.
    def has_view_permission(
        self, request: HttpRequest, obj: Process | None = None
    ) -> bool:
        return True

    has_add_permission = has_change_permission = has_delete_permission = (
        has_view_permission
    )
