"""HTTPS for everybody outside."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware import security


class SecurityMiddleware(security.SecurityMiddleware):
    """Django's own, but internal jobs may come in plain HTTP where they are told to.

    They follow no redirect and pass by whatever ends TLS. Who else claims their host
    has only kept their own request from being encrypted.
    """

    def process_request(
        self, request: HttpRequest
    ) -> HttpResponsePermanentRedirect | None:
        if f"http://{request.get_host().lower()}" == settings.INTERNAL_BASE_URL:
            return None
        return super().process_request(request)
