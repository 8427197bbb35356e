"""The admin page "API": what this door speaks, with answers it has just given."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.scoped_admin import visible_accounts
from dialects.sherpa import reference, trial
from dialects.sherpa.reference import Tab


def show(request: HttpRequest) -> HttpResponse:
    tab = reference.tab(request.GET.get("tab", ""))
    context = {
        **admin.site.each_context(request),
        "title": _("API"),
        "states": reference.STATES,
        "types": reference.TYPES,
        "tabs": reference.TABS,
        "tab": tab,
        **_tried(request, tab),
    }
    return TemplateResponse(request, "admin/sherpa_api.html", context)


def _tried(request: HttpRequest, tab: Tab) -> dict[str, Any]:
    """The methods, each with what was just said and answered."""
    accounts = visible_accounts(request)
    account = accounts[0] if accounts else None
    exchanges = trial.exchanges(account, tab) if account else {}
    return {
        "account": account,
        "received_at": timezone.now(),
        "methods": [(method, exchanges.get(method.key)) for method in tab.methods],
    }
