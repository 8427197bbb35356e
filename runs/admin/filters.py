"""Filters of the list of runs; each offers a bounded number of choices."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.scoped_admin import visible_accounts
from runs.models import Process, ProcessRun

# Named in the list; any other one is reached from its own page or by the search.
MOST_CHOICES = 20


class ProcessFilter(admin.SimpleListFilter):
    """The newest processes, and the one that is chosen."""

    title = _("process")
    parameter_name = "process"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        seen = Process.objects.filter(account__in=visible_accounts(request))
        newest = seen.filter(archived_at=None).order_by("-pk")[:MOST_CHOICES]
        choices = {str(process.pk): process.name for process in newest}
        chosen = self.value()
        if chosen and chosen not in choices:
            choices |= {str(p.pk): p.name for p in seen.filter(pk=number_in(chosen))}
        return sorted(choices.items(), key=lambda choice: choice[1].casefold())

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ProcessRun]
    ) -> QuerySet[ProcessRun]:
        chosen = self.value()
        return queryset.filter(process=number_in(chosen)) if chosen else queryset


def number_in(text: str) -> int:
    """The primary key that is written there; 0, which nothing has, if none is."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
