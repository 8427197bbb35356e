"""What an error looks like in our API: a problem document, RFC 9457.

{"title": "Bad Request", "status": 400, "detail": "url: …", "errors": {"url": ["…"]}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, views
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.utils.serializer_helpers import ReturnDict


class Conflict(exceptions.APIException):
    status_code = HTTPStatus.CONFLICT
    default_detail = _("This cannot be done in its present state.")
    default_code = "conflict"

    def __init__(self, detail: Any = None, *, state: str = "") -> None:
        """`state` is what the thing is in now; the problem document names it."""
        super().__init__(detail)
        self.members = {"state": state} if state else {}


class LengthRequired(exceptions.APIException):
    status_code = HTTPStatus.LENGTH_REQUIRED
    default_detail = _("Send the body in one piece, with its Content-Length.")
    default_code = "length_required"


class TooLarge(exceptions.APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The body is too large.")
    default_code = "too_large"


class Unprocessable(exceptions.APIException):
    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_detail = _("This contradicts what was said before.")
    default_code = "unprocessable"


def nothing_here() -> exceptions.NotFound:
    """The one answer for what is missing, deleted or another account's."""
    return exceptions.NotFound(_("There is nothing at this address."))


def handle(error: Exception, context: Any) -> Response | None:
    """DRF's exception handler: the answer to an error, None for one of our own."""
    response = views.exception_handler(_told(error), context)
    if response is not None:
        problem = _problem(response.data, HTTPStatus(response.status_code))
        problem.update(getattr(error, "members", {}))
        response.data = problem
    return response


def _told(error: Exception) -> Exception:
    # Raised by Django's own reader of forms; it would answer with a page of HTML.
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, SuspiciousOperation):
        return exceptions.ParseError()
    return error


def _problem(data: Any, status: HTTPStatus) -> dict[str, Any]:
    problem: dict[str, Any] = {"title": status.phrase, "status": status.value}
    if isinstance(data, Mapping) and isinstance(data.get("detail"), str):
        return {**problem, "detail": data["detail"]}
    errors = (
        data if isinstance(data, Mapping) else {api_settings.NON_FIELD_ERRORS_KEY: data}
    )
    problem |= {"detail": " ".join(_sentences(errors)), "errors": errors}
    # The browsable page finds the form that was sent, and its errors, behind the data.
    serializer = getattr(data, "serializer", None)
    return ReturnDict(problem, serializer=serializer) if serializer else problem


def _sentences(errors: Mapping[str, Any]) -> Iterator[str]:
    for field, found in errors.items():
        for sentence in found if isinstance(found, list) else [found]:
            named = field != api_settings.NON_FIELD_ERRORS_KEY
            yield f"{field}: {sentence}" if named else str(sentence)
