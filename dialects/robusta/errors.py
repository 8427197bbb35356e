"""What goes wrong at this door: {"message": "…"}, the property its clients read."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import exceptions, views
from rest_framework.response import Response


class RobustaError(exceptions.APIException):
    """400: a field that cannot be taken; the message names it."""

    status_code = HTTPStatus.BAD_REQUEST

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}" if field else sentence)


def no_process(name: str) -> exceptions.NotFound:
    sentence = _("There is no process “%(name)s”.")
    return exceptions.NotFound(sentence % {"name": name[:200]})


def no_spid() -> exceptions.NotFound:
    """The one answer for what is missing, deleted or another account's."""
    return exceptions.NotFound(_("There is nothing under this robustaSpid."))


def handle(error: Exception, context: Any) -> Response | None:
    """DRF's exception handler; None for a bug."""
    response = views.exception_handler(error, context)
    if response is not None:
        usual = HTTPStatus(response.status_code).phrase
        response.data = {"message": str(getattr(error, "detail", usual))}
    return response
