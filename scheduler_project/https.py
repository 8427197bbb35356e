"""HTTPS for everybody outside, plain HTTP for internal jobs that are told to use it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def trust_the_inside(get_response: GetResponse) -> GetResponse:
    """Middleware: requests to INTERNAL_BASE_URL count as HTTPS.

    Internal jobs pass by whatever ends TLS and follow no redirect. Who else claims
    their host has only kept their own request from being encrypted.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if f"http://{request.get_host().lower()}" == settings.INTERNAL_BASE_URL:
            request.META["HTTP_X_FORWARDED_PROTO"] = "https"
        return get_response(request)

    return answer
