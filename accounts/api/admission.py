"""What a request that changes something must be like before it is looked at."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request, is_form_media_type

from accounts.api.problems import LengthRequired
from accounts.authentication import SessionAuthentication


def admit(request: Request) -> None:
    """Take in the body of a request that may come in; raises an APIException."""
    if request.method in SAFE_METHODS:
        return
    _refuse_other_sites(request)
    _refuse_forms_of_programs(request)
    if request.headers.get("Transfer-Encoding"):
        # WSGI gives us no such body, and doing the work without it would be a lie.
        raise LengthRequired
    # Read here, before any transaction begins: a slow sender must hold no lock.
    request.data  # noqa: B018


def _refuse_other_sites(request: Request) -> None:
    # A browser sends a remembered Basic credential along with anybody's request.
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise exceptions.PermissionDenied(_("Another site may change nothing here."))


def _refuse_forms_of_programs(request: Request) -> None:
    """Forms are for people who are signed in: their requests carry a CSRF token."""
    media_type = request.content_type or ""
    signed_in = isinstance(request.successful_authenticator, SessionAuthentication)
    if is_form_media_type(media_type) and not signed_in:
        raise exceptions.UnsupportedMediaType(media_type)
