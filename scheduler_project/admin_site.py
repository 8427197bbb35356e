from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRefresh

from accounts import access
from accounts.scoped_admin import may_enter
from accounts.sign_in import SignInForm
from dialects.robusta import page
from dialects.sherpa import page as sherpa_api
from scheduler_project import dashboard
from scheduler_project.transfer import page as transfer_page

View = Callable[..., Any]

# The rooms of the side bar, in the order of their use: title and models. What is
# not named comes last, under its app, as Django has it.
_ROOMS: tuple[tuple[str, Promise, tuple[str, ...]], ...] = (
    (
        "work",
        _("Work"),
        (
            "jobs.Job",
            "workflows.Workflow",
            "schedules.Schedule",
            "schedules.Blackout",
            "runs.ProcessRun",
        ),
    ),
    (
        "account",
        _("Account"),
        (
            *("accounts.Account", "accounts.Membership", "accounts.ApiKey"),
            *("pages.Api", "pages.Transfer"),
            *("accounts.Secret", "runs.Robot", "accounts.AuditEntry"),
        ),
    ),
    ("people", _("Sign-in"), ("auth.User", "auth.Group")),
)


class SteepleAdminSite(admin.AdminSite):
    site_header = "Steeple"
    site_title = "Steeple"
    index_title = _("What the clock strikes")
    site_url = None
    index_template = "admin/index.html"
    login_form = SignInForm

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own = [
            path("now/", self.admin_view(self.now_view), name="now"),
            path("api/", self.admin_view(sherpa_api.show), name="api"),
            path(
                "transfer/",
                self.admin_view(transfer_page.view),
                # As the audit tells it.
                name="configuration_import",
            ),
            path(
                "parameters/<uuid:guid>/",
                self.admin_view(self.parameters_view),
                name="parameters",
            ),
        ]
        return [*own, *super().get_urls()]

    def admin_view(self, view: View, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Every page is written in the time zone of the person's account."""
        guarded = super().admin_view(view, cacheable)

        def in_zone(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            with timezone.override(_zone_of(request)):
                response = _for_htmx(request, guarded(request, *args, **kwargs))
                # Rendered here: outside, the zone is another one again.
                if isinstance(response, SimpleTemplateResponse):
                    response.render()
                return response

        return in_zone

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = dashboard.context(request) | (extra_context or {})
        return super().index(request, context)

    def now_view(self, request: HttpRequest) -> HttpResponse:
        """The index page's cards, asked for again and again."""
        return TemplateResponse(request, "admin/now.html", dashboard.context(request))

    def parameters_view(self, request: HttpRequest, guid: uuid.UUID) -> HttpResponse:
        """How a row of a list is started over the Robusta door."""
        return page.parameters(request, guid)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        models = {_name(app, model): model for app in apps for model in app["models"]}
        if may_enter(request):
            models["pages.Api"] = _page(_("API"), "Api", "admin:api")
            models["pages.Transfer"] = _page(
                _("Export and import"), "Transfer", "admin:configuration_import"
            )
        rooms = [_room(*room, models=models) for room in _ROOMS]
        named = {name for _slug, _title, names in _ROOMS for name in names}
        rest = [_without(app, named) for app in apps]
        return [room for room in [*rooms, *rest] if room["models"]]


def _for_htmx(request: HttpRequest, response: Any) -> Any:
    """A poll that is sent elsewhere (to sign in, say) takes the page along."""
    is_redirect = isinstance(response, HttpResponseRedirect)
    is_poll = "HX-Request" in request.headers
    return HttpResponseClientRefresh() if is_redirect and is_poll else response


def _zone_of(request: HttpRequest) -> dt.tzinfo | str:
    """The zone of the person's first account; the server's for everybody else."""
    found = None
    if request.user.is_authenticated:
        found = access.of_user(request.user)
    return found.account.time_zone if found else timezone.get_default_timezone()


def _name(app: dict[str, Any], model: dict[str, Any]) -> str:
    return f"{app['app_label']}.{model['object_name']}"


def _room(
    slug: str, title: Promise, names: tuple[str, ...], *, models: dict[str, Any]
) -> dict[str, Any]:
    """An entry of the side bar; it has no page of its own, so it leads to the index."""
    return {
        "name": title,
        "app_label": slug,
        "app_url": "",
        "has_module_perms": True,
        "models": [models[name] for name in names if name in models],
    }


def _page(name: Promise, object_name: str, view: str) -> dict[str, Any]:
    """A page without a model, as an entry of a room."""
    return {
        "name": name,
        "object_name": object_name,
        "admin_url": reverse(view),
        "add_url": None,
        "view_only": True,
    }


def _without(app: dict[str, Any], named: set[str]) -> dict[str, Any]:
    rest = [model for model in app["models"] if _name(app, model) not in named]
    return {**app, "models": rest}
