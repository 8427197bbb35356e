from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.scoped_admin import AccountFilter, AccountScopedAdmin
from runs.templatetags import ledger
from schedules import actions, coming
from schedules.admin import acts, ledger_page, state
from schedules.admin.form import ScheduleForm
from schedules.admin.inline import FIELDS, INSTANTS, MORE, planned
from schedules.admin.preview import draft_context
from schedules.admin.upcoming import upcoming
from schedules.exceptions import ChangeRefusedError, NotationError
from schedules.models import Schedule
from schedules.timing import zones

# Firings that can be skipped or moved.
UPCOMING = 10


class ProcessAccountFilter(AccountFilter):
    path = "process__account"


@admin.register(Schedule)
class ScheduleAdmin(AccountScopedAdmin[Schedule]):
    """When things start; a schedule is added on the page of its job or workflow."""

    account_path = "process__account"
    form = ScheduleForm
    list_display = (
        "process",
        "sample_request",
        "account",
        "plan",
        "state",
        "next",
        "time_zone",
    )
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
        (None, {"fields": ("belongs_to", *FIELDS)}),
        (_("More about this schedule"), {"fields": MORE, "classes": ["collapse"]}),
    )

    class Media:
        css: ClassVar[Any] = {"all": ("steeple/schedules.css",)}
        js = ("steeple/schedule-form.js", "steeple/schedule-preview.js")

    # The list -------------------------------------------------------------------

    @admin.display(description=_("account"))
    def account(self, schedule: Schedule) -> Account:
        return schedule.process.account

    @admin.display(description=_("when"))
    def plan(self, schedule: Schedule) -> str:
        return coming.in_words(schedule)

    @admin.display(description=_("state"))
    def state(self, schedule: Schedule) -> SafeString:
        return state.chip(schedule, now=timezone.now())

    @admin.display(description=_("next"), ordering="next_fire_at")
    def next(self, schedule: Schedule) -> str:
        if schedule.error:
            return format_html('<span class="problem">{}</span>', schedule.error)
        return ledger.ahead(schedule.next_fire_at)

    @admin.display(description=_("request"))
    def sample_request(self, schedule: Schedule) -> SafeString:
        """Leads up to the page that says how it is started over a foreign door."""
        return render_to_string(
            "admin/parameters_icon.html", {"guid": schedule.guid, "name": schedule}
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Schedule]:
        return super().get_queryset(request).filter(archived_at=None)

    # The form -------------------------------------------------------------------

    @admin.display(description=_("process"))
    def belongs_to(self, schedule: Schedule) -> SafeString:
        url = reverse("go", args=[schedule.process.guid])
        return format_html('<a href="{}">{}</a>', url, schedule.process)

    @admin.display(description=_("in words"))
    def planned(self, schedule: Schedule) -> SafeString:
        return planned(schedule, count=INSTANTS, within="form")

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
        schedule, now = context["original"], timezone.now()
        with timezone.override(_zone_of(schedule)):
            context |= ledger_page.ledger_context(schedule, request.GET)
            context |= ledger_page.why_context(schedule, request.GET, now=now)
            context |= {
                "subtitle": None,
                "zone": timezone.get_current_timezone_name(),
                "state": state.chip(schedule, now=now),
                "is_paused": state.is_paused(schedule, now=now),
                "upcoming": upcoming(schedule, now=now, count=UPCOMING),
                "act_url": reverse("admin:schedules_schedule_act", args=[schedule.pk]),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # The preview, and the buttons -------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "preview/",
                view(self.preview_view),
                name="schedules_schedule_preview",
            ),
            path(
                "<path:object_id>/act/",
                view(self.act_view),
                name="schedules_schedule_act",
            ),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """What a form would do that is being typed; nothing is written."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        given = request.GET.dict()
        saved = (
            self._living(request, given["schedule"]) if "schedule" in given else None
        )
        context = draft_context(given, saved, now=timezone.now())
        return TemplateResponse(request, "admin/schedules/preview.html", context)

    def act_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Pause, resume, skip, move or undo; then the page again."""
        schedule = self._living(request, object_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self._act(request, schedule)
        url = reverse("admin:schedules_schedule_change", args=[schedule.pk])
        return HttpResponseRedirect(url)

    def _act(self, request: HttpRequest, schedule: Schedule) -> None:
        given, now = request.POST.dict(), timezone.now()
        act = acts.ACTS.get(given.get("act", ""))
        if act is None:
            raise Http404
        by = request.user.get_username()
        wanted = acts.Act(schedule=schedule, given=given, by=by, now=now)
        try:
            sentence = act(wanted)
        except (ChangeRefusedError, NotationError, ValidationError) as refusal:
            self.message_user(request, _refusal(refusal), messages.ERROR)
            return
        self.log_change(request, schedule, sentence)
        self.message_user(request, sentence, messages.SUCCESS)

    def _living(self, request: HttpRequest, object_id: str) -> Schedule:
        """Raises Http404 for what is not there, or not the person's."""
        schedule = self.get_object(request, object_id)
        if schedule is None:
            raise Http404
        return schedule


def _refusal(refusal: Exception) -> str:
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)
    return str(refusal)


def _zone_of(schedule: Schedule) -> dt.tzinfo:
    try:
        return zones.zone_named(schedule.time_zone)
    except NotationError:
        # Written past our actions.
        return zoneinfo.ZoneInfo("UTC")
