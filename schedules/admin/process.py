from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import (
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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import runs.actions
from accounts.models import Account
from accounts.scoped_admin import AccountFilter, AccountScopedAdmin, visible_accounts
from runs.choices import OPEN, Origin
from runs.display import chips
from runs.exceptions import StartRefusedError
from runs.models import Process, ProcessRun
from schedules import coming
from schedules.admin.inline import ScheduleInline
from schedules.admin.process_form import ProcessForm
from schedules.models import Schedule

P = TypeVar("P", bound=Process)

# On the page of a process: firings to come, and runs that were.
INSTANTS, RUNS = 5, 5
# Schedules that the list of processes names; more are counted.
NAMED = 2


class RefusedError(Exception):
    """The action refused what the form had taken: somebody else was quicker."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__()
        self.sentences = sentences


class ProcessAdmin(AccountScopedAdmin[P]):
    """A job or workflow with its schedules on one page; every write is an action."""

    inlines = (ScheduleInline,)
    list_filter: ClassVar[Any] = ("enabled", AccountFilter)
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ("name", "-pk")
    autocomplete_fields = ("account",)
    save_on_top = False
    change_form_template = "admin/process/change_form.html"
    delete_confirmation_template = "admin/process/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/process/delete_selected.html"

    # What the two kinds do differently ------------------------------------------

    def create(
        self, account: Account, values: Mapping[str, Any], request: HttpRequest
    ) -> P:
        """Raises RefusedError."""
        raise NotImplementedError

    def change(self, process: P, values: Mapping[str, Any], request: HttpRequest) -> P:
        """Raises RefusedError."""
        raise NotImplementedError

    def archive(self, process: P, *, now: dt.datetime) -> None:
        raise NotImplementedError

    # The list -------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> Any:
        newest = ProcessRun.objects.filter(process=OuterRef("pk")).order_by("-pk")
        living = Schedule.objects.living().order_by("pk")
        return (
            super()
            .get_queryset(request)
            .filter(archived_at=None)
            .select_related("account", "current_version")
            .prefetch_related(Prefetch("schedules", living, to_attr="living_schedules"))
            .annotate(
                last_run_pk=Subquery(newest.values("pk")[:1]),
                last_run_status=Subquery(newest.values("status")[:1]),
            )
        )

    @admin.display(description=gettext_lazy("schedules"))
    def plan(self, process: Any) -> SafeString:
        schedules = process.living_schedules
        context = {
            "named": [(s, coming.in_words(s)) for s in schedules[:NAMED]],
            "more": len(schedules) - NAMED,
        }
        return render_to_string("admin/process/plan.html", context)

    @admin.display(description=gettext_lazy("last run"))
    def last_run(self, process: Any) -> SafeString | str:
        if process.last_run_pk is None:
            return "–"
        url = reverse("admin:runs_processrun_change", args=[process.last_run_pk])
        chip = chips.of_status(process.last_run_status)
        return format_html('<a href="{}">{}</a>', url, chip)

    @admin.display(description=gettext_lazy("request"))
    def sample_request(self, process: P) -> SafeString:
        """Leads up to the page that says how it is started over a foreign door."""
        return render_to_string(
            "admin/parameters_icon.html", {"guid": process.guid, "name": process}
        )

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        # Beside the name: farther right it would be out of sight.
        name, *others = super().get_list_display(request)
        return [name, "sample_request", *others]

    # The form -------------------------------------------------------------------

    def get_form(
        self,
        request: HttpRequest,
        obj: P | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        **kwargs: Any,
    ) -> type[ProcessForm[P]]:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"request": request})

    def get_fieldsets(self, request: HttpRequest, obj: P | None = None) -> Any:
        fieldsets = copy.deepcopy(list(self.fieldsets or ()))
        if self._has_several(request):
            fieldsets[0][1]["fields"] = ["account", *fieldsets[0][1]["fields"]]
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: P | None = None) -> Any:
        # What it is and what it did stays with the account it was made in.
        return ["account"] if obj else []

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except RefusedError as refusal:
            # Everything was rolled back: show the form again, with the sentences.
            vars(request)["refused"] = refusal.sentences
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(
        self,
        request: HttpRequest,
        obj: P,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        if change:
            self.change(obj, form.values(), request)
            return
        account = form.cleaned_data.get("account") or visible_accounts(request)[0]
        obj.pk = self.create(account, form.values(), request).pk
        obj.refresh_from_db()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context["original"] is not None:
            context |= self.panel_context(context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    # Run now, and what is going on ------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, self.opts.model_name
        return [
            path(
                "<path:object_id>/run/",
                view(self.run_view),
                name=f"{self.opts.app_label}_{name}_run",
            ),
            path(
                "<path:object_id>/panel/",
                view(self.panel_view),
                name=f"{self.opts.app_label}_{name}_panel",
            ),
            *super().get_urls(),
        ]

    def run_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Start it by hand."""
        process = self.get_object(request, unquote(object_id))
        if process is None:
            return self._gone(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self._start(request, process)
        return HttpResponseRedirect(self._url("change", process))

    def panel_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The next instants and the last runs, asked for again and again."""
        process = self.get_object(request, unquote(object_id))
        if process is None:
            return self._gone(request)
        context = self.panel_context(process)
        return TemplateResponse(request, "admin/process/panel.html", context)

    def panel_context(self, process: P) -> dict[str, Any]:
        schedules = Schedule.objects.living().filter(process=process)
        recent = ProcessRun.objects.filter(process=process).order_by("-pk")[:RUNS]
        return {
            "process": process,
            "instants": coming.next_of(schedules, now=timezone.now(), count=INSTANTS),
            "recent": recent,
            "is_open": any(run.status in OPEN for run in recent),
            "panel_url": self._url("panel", process),
            "run_url": self._url("run", process),
        }

    def _start(self, request: HttpRequest, process: P) -> None:
        wanted = runs.actions.Start(process=process, origin=Origin.MANUAL)
        try:
            run = runs.actions.start(wanted, now=timezone.now())
        except StartRefusedError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        url = reverse("admin:runs_processrun_change", args=[run.pk])
        sentence = format_html(
            '{} <a href="{}">{}</a>', _("It has been started."), url, _("See the run")
        )
        self.message_user(request, sentence, messages.SUCCESS)

    def _url(self, page: str, process: P) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[process.pk])

    def _gone(self, request: HttpRequest) -> HttpResponse:
        self.message_user(request, _("This does not exist any more."), messages.WARNING)
        return HttpResponseRedirect(reverse("admin:index"))

    # Deleting: it is archived ------------------------------------------------------

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """What goes away; what it did stays, so nothing else is counted."""
        schedules = [s for process in objs for s in _schedules_of(process)]
        names: list[Any] = []
        for process in objs:
            names += [
                str(process),
                [coming.in_words(s) for s in _schedules_of(process)],
            ]
        counts = {
            str(self.opts.verbose_name_plural): len(objs),
            _("schedules"): len(schedules),
        }
        return names, counts, set(), []

    def delete_model(self, request: HttpRequest, obj: P) -> None:
        self.archive(obj, now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[P]) -> None:
        with transaction.atomic():
            for process in queryset:
                self.archive(process, now=timezone.now())


def _schedules_of(process: Any) -> list[Schedule]:
    found: list[Schedule] = process.living_schedules
    return found
