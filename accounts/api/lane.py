"""Middleware: the short way for requests that are polled.

A status that is asked for with a key needs no session, no messages, no static files
and no page's policy; the way through all that costs as much as the answer. Behind
this, HTTPS and the host have been looked at; in front of it is everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# Where views that say `polled` are; a Door does so of its GET.
PREFIXES: Final = (
    "/api/v1/runs/",
    "/scheduler/connector-api/process/status/",
    "/api/job/read/",
    "/api-open/v1/jobs/",
)
# For what is no page.
HEADERS: Final = (
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Frame-Options", "DENY"),
)


def lane(get_response: GetResponse) -> GetResponse:
    def answer(request: HttpRequest) -> HttpResponseBase:
        match = _match(request) if _may_be_polled(request) else None
        return get_response(request) if match is None else _answered(request, match)

    return answer


def _may_be_polled(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and request.path_info.startswith(PREFIXES)
        # Whoever is signed in to the admin goes the long way, by the session.
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    view = getattr(match.func, "cls", None)
    return match if getattr(view, "polled", False) else None


def _answered(request: HttpRequest, match: ResolverMatch) -> HttpResponseBase:
    # As LocaleMiddleware does: a thread still speaks the last caller's language.
    translation.activate(translation.get_language_from_request(request))
    request.resolver_match = match
    response: Any = match.func(request, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response.render()
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    response.headers.setdefault("Content-Length", str(len(response.content)))
    for name, value in HEADERS:
        response.headers.setdefault(name, value)
    return response  # type: ignore[no-any-return]
