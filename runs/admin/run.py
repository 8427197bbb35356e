from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import keys
from accounts.scoped_admin import (
    MOST_ACCOUNTS,
    AccountFilter,
    AccountScopedAdmin,
    ReadOnlyAdmin,
    changeable_accounts,
    visible_accounts,
)
from runs.admin import acting, kin, page, pictures
from runs.admin.filters import ProcessFilter
from runs.admin.paging import NewerOlder
from runs.admin.steps import steps_of
from runs.display import chips
from runs.exceptions import StartRefusedError
from runs.models import Process, ProcessRun
from runs.templatetags import ledger

# Processes whose runs a search by name looks through.
MOST_NAMED = 50


@admin.register(ProcessRun)
class ProcessRunAdmin(ReadOnlyAdmin[ProcessRun], AccountScopedAdmin[ProcessRun]):
    """What happened: written by the workers, read here."""

    list_display = ("state", "what", "account", "origin", "created", "took")
    list_select_related = ("process", "account")
    list_filter: ClassVar[Any] = ("status", "origin", ProcessFilter, AccountFilter)
    search_fields = ("guid", "process__name")
    search_help_text = gettext_lazy("A name of a job or workflow, or the id of a run.")
    ordering = ("-id",)
    sortable_by = ()
    list_per_page = 50
    # Counting takes longer than everything else on a table of millions.
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_max_show_all = 0
    actions = None
    fields = ()
    change_form_template = "admin/runs/processrun/change_form.html"
    live_template = "admin/runs/processrun/live.html"

    @admin.display(description=gettext_lazy("status"))
    def state(self, run: ProcessRun) -> str:
        return chips.of_run(run)

    @admin.display(description=gettext_lazy("created"))
    def created(self, run: ProcessRun) -> str:
        return ledger.moment(run.created_at)

    @admin.display(description=gettext_lazy("duration"))
    def took(self, run: ProcessRun) -> str:
        return page.duration(run) or "–"

    @admin.display(description=gettext_lazy("process"))
    def what(self, run: ProcessRun) -> str:
        if not run.error:
            return run.process.name
        error = run.error if len(run.error) <= 100 else run.error[:99] + "…"
        return format_html('{}<div class="row-note">{}</div>', run.process.name, error)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProcessRun]:
        rows = super().get_queryset(request)
        accounts = visible_accounts(request)
        if request.user.is_superuser and 0 < len(accounts) < MOST_ACCOUNTS:
            # All rows, said so that the indexes, which begin with the account, help.
            rows = rows.filter(account__in=[account.pk for account in accounts])
        return rows

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: QuerySet[ProcessRun],
        per_page: int,
        *_args: Any,
        **_kwargs: Any,
    ) -> NewerOlder:
        given = request.GET.get("p", "")
        number = int(given[:9]) if given.isascii() and given.isdigit() else 1
        return NewerOlder(queryset, per_page, number=number)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ProcessRun], search_term: str
    ) -> tuple[QuerySet[ProcessRun], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        guid = keys.read_guid(term)
        if guid is not None:
            return queryset.filter(guid=guid), False
        return queryset.filter(process__in=self._named(request, term)), False

    def get_urls(self) -> list[URLPattern]:
        live = self.admin_site.admin_view(self.live_view)
        act = self.admin_site.admin_view(self.act_view)
        return [
            path("<int:pk>/live/", live, name="runs_processrun_live"),
            path("<int:pk>/act/", act, name="runs_processrun_act"),
            *super().get_urls(),
        ]

    def live_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page's inside, while something changes; 204 as long as nothing has."""
        run = self.get_object(request, str(pk))
        if run is None:
            raise Http404
        # Asked for each second by everybody who looks on.
        mark = page.mark(run, steps_of(run, in_brief=True))
        if request.GET.get("seen") == mark:
            return HttpResponse(status=204)
        context = self.page_context(request, run)
        return TemplateResponse(request, self.live_template, context)

    def act_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stop it, cut it off or run it again: what the pressed button says."""
        run = self.get_object(request, str(pk))
        act = acting.ACTS.get(request.POST.get("act", ""))
        if run is None or act is None:
            raise Http404
        who, now = request.user.get_username(), timezone.now()
        try:
            done = act(acting.Act(run=run, by=who, now=now))
        except StartRefusedError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            run = done.run
            self.message_user(request, done.sentence, messages.SUCCESS)
        return redirect("admin:runs_processrun_change", run.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        run = context["original"]
        context |= self.page_context(request, run)
        context |= {
            "title": _("Run of %(process)s") % {"process": run.process.name},
            "subtitle": None,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def page_context(self, request: HttpRequest, run: ProcessRun) -> dict[str, Any]:
        """What `live_template` shows; upper floors add what they know."""
        chosen = request.GET.get("step", "")
        steps = steps_of(run, chosen=chosen)
        bad = page.bad_ones(run, steps)
        return {
            "run": run,
            "chosen": chosen,
            "steps": steps,
            "bad_steps": bad,
            "own_error": page.own_error(run, bad),
            "graph": pictures.graph_of(steps),
            "timeline": pictures.timeline_of(steps, now=timezone.now()),
            "caused": kin.caused_by(run),
            "origin_url": kin.origin_url(run),
            "may_act": _may_act(request, run),
            "may_continue": acting.may_continue(run),
            "is_newest": run.version_id == run.process.current_version_id,
            "lateness": page.lateness(run),
            "duration": page.duration(run),
            "mark": page.mark(run, steps),
            "live_template": self.live_template,
            "live_url": reverse("admin:runs_processrun_live", args=[run.pk]),
            "act_url": reverse("admin:runs_processrun_act", args=[run.pk]),
        }

    def _named(self, request: HttpRequest, term: str) -> list[int]:
        mine = (
            Q()
            if request.user.is_superuser
            else Q(account__in=visible_accounts(request))
        )
        named = Process.objects.filter(mine, name__icontains=term).order_by("-pk")
        return list(named.values_list("pk", flat=True)[:MOST_NAMED])


def _may_act(request: HttpRequest, run: ProcessRun) -> bool:
    """Whether the person's role allows the buttons."""
    if request.user.is_superuser:
        return True
    return run.account_id in {each.pk for each in changeable_accounts(request)}
