from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.scoped_admin import AccountFilter, AccountScopedAdmin
from runs.templatetags import ledger
from schedules import actions, coming
from schedules.admin.form import ScheduleForm
from schedules.admin.inline import FIELDS, MORE, planned
from schedules.models import Schedule

INSTANTS = 10
# Rows of the ledger on the page of a schedule.
OCCURRENCES = 25


class ProcessAccountFilter(AccountFilter):
    path = "process__account"


@admin.register(Schedule)
class ScheduleAdmin(AccountScopedAdmin[Schedule]):
    """When things start; a schedule is added on the page of its job or workflow."""

    account_path = "process__account"
    form = ScheduleForm
    list_display = ("process", "account", "plan", "time_zone", "next", "enabled")
    list_display_links = ("process", "plan")
    list_select_related = ("process__account",)
    list_filter = ("enabled", "kind", ProcessAccountFilter)
    search_fields = ("process__name", "name", "expression")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-pk",)
    readonly_fields = ("belongs_to", "planned")
    actions = None
    change_form_template = "admin/schedules/schedule/change_form.html"
    delete_confirmation_template = "admin/schedules/schedule/delete_confirmation.html"
    fieldsets = (
        (None, {"fields": ("belongs_to", "planned", *FIELDS)}),
        (_("More about this schedule"), {"fields": MORE, "classes": ["collapse"]}),
    )

    class Media:
        js = ("steeple/schedule-form.js",)

    @admin.display(description=_("account"))
    def account(self, schedule: Schedule) -> Account:
        return schedule.process.account

    @admin.display(description=_("when"))
    def plan(self, schedule: Schedule) -> str:
        return coming.in_words(schedule)

    @admin.display(description=_("process"))
    def belongs_to(self, schedule: Schedule) -> SafeString:
        url = reverse("go", args=[schedule.process.guid])
        return format_html('<a href="{}">{}</a>', url, schedule.process)

    @admin.display(description=_("in words"))
    def planned(self, schedule: Schedule) -> SafeString:
        return planned(schedule, count=INSTANTS)

    @admin.display(description=_("next"), ordering="next_fire_at")
    def next(self, schedule: Schedule) -> str:
        if schedule.error:
            return format_html(
                '<span class="chip chip-failed">{}</span>', schedule.error
            )
        return ledger.ahead(schedule.next_fire_at)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Schedule]:
        return super().get_queryset(request).filter(archived_at=None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: Schedule,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        actions.change(obj, form.values(), now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Schedule) -> None:
        actions.delete(obj, now=timezone.now())

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """The schedule alone: what it fired stays in the ledger."""
        names = [coming.in_words(schedule) for schedule in objs]
        return names, {str(self.opts.verbose_name_plural): len(names)}, set(), []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        schedule: Schedule = context["original"]
        rows = schedule.occurrences.select_related("run").order_by("-due_at")
        context["occurrences"] = rows[:OCCURRENCES]
        context["subtitle"] = None
        return super().render_change_form(request, context, *args, **kwargs)
