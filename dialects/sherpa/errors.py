"""What goes wrong at this door: {"message": "…"}, with HTTP's own numbers."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import exceptions, views
from rest_framework.response import Response

logger = logging.getLogger(__name__)


class RefusedError(exceptions.APIException):
    """400: the sentence names the field and the mend."""

    status_code = HTTPStatus.BAD_REQUEST


def refused(field: str, sentence: str) -> RefusedError:
    return RefusedError(f"{field}: {sentence}")


def missing(field: str, sentence: str = "") -> RefusedError:
    return refused(field, sentence or _("This field is missing."))


def handle(error: Exception, context: Any) -> Response:
    """DRF's exception handler; answers whatever happened."""
    response = views.exception_handler(error, context)
    if response is None:
        logger.error("%s", context["request"].path, exc_info=error)
        sentence = _("Something went wrong here. Nothing is wrong with the request.")
        return Response({"message": sentence}, status=500)
    response.data = {"message": _sentence(response.data)}
    return response


def _sentence(data: Any) -> str:
    return str(data["detail"]) if "detail" in data else str(data)
