"""What goes wrong at this door, in its envelope: {"code": …, "message": …}."""

from __future__ import annotations

import logging
import math
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, views
from rest_framework.response import Response

from dialects.nebula.codes import Code

logger = logging.getLogger(__name__)


class NebulaError(exceptions.APIException):
    """A refusal of this door; the sentence follows the code's name."""

    def __init__(self, code: Code, sentence: str = "") -> None:
        super().__init__(sentence)
        self.status_code = code.http_status
        self.code = code
        self.sentence = sentence
        # Seconds until the next try has a chance; 0 where that does not matter.
        self.wait_s = 0.0


def bad_param(path: str, sentence: str) -> NebulaError:
    return NebulaError(Code.ErrParam, f"{path}: {sentence}")


def not_found() -> NebulaError:
    """The one answer for what is missing, deleted or another account's."""
    return NebulaError(Code.ErrNotFound, _("There is nothing of this id."))


def handle(error: Exception, context: Any) -> Response:
    """DRF's exception handler; answers whatever happened."""
    told = error if isinstance(error, NebulaError) else _told(error)
    if told.code.http_status >= 500:
        logger.error("%s %s", told.code.name, context["request"].path, exc_info=error)
    views.set_rollback()
    return _answer(told)


def _answer(error: NebulaError) -> Response:
    name, sentence = error.code.name, error.sentence
    message = f"{name}: {sentence}" if sentence else name
    headers = {}
    if error.status_code == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="Steeple"'
    if error.wait_s:
        headers["Retry-After"] = str(math.ceil(error.wait_s))
    body = {"code": int(error.code), "message": message}
    return Response(body, status=error.status_code, headers=headers)


def _told(error: Exception) -> NebulaError:
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, RequestDataTooBig):
        return NebulaError(Code.ErrBadRequest, _("The body is too large."))
    if isinstance(error, DatabaseError):
        return NebulaError(Code.ErrInternalDatabase)
    if isinstance(error, exceptions.APIException):
        code = _CODES.get(error.status_code, Code.ErrBadRequest)
        told = NebulaError(code, str(error.detail))
        told.wait_s = getattr(error, "wait", None) or 0.0
        return told
    return NebulaError(Code.ErrInternalServer)


_CODES = {
    401: Code.ErrUnauthorized,
    # Too many failed sign-ins: there is no code of its own.
    429: Code.ErrUnauthorized,
    403: Code.ErrForbidden,
    404: Code.ErrNotFound,
}
