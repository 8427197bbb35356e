"""What is answered to what went wrong on our side: a page, or a problem document.

A database that does not answer is no error of the request: 503, and when to ask again.
"""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _

from accounts.api.rendering import PROBLEM

# A restarted PostgreSQL is back by then.
RETRY_AFTER_S: Final = 5


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: what any view or middleware raised and nobody caught."""
    error = sys.exc_info()[1]
    if not isinstance(error, OperationalError | InterfaceError):
        detail = _("An error of ours. It has been written to the log.")
        return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, detail)
    detail = _("The database does not answer just now. Ask again in a few seconds.")
    response = _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, detail)
    response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _answer(request: HttpRequest, status: HTTPStatus, detail: str) -> HttpResponse:
    # Browsers ask for pages by name; programs take what comes.
    if request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        # Without the request: what the pages show beside it comes from the database.
        page = loader.get_template(f"{status.value}.html").render()
        return HttpResponse(page, status=status)
    problem = {"title": status.phrase, "status": status.value, "detail": detail}
    return JsonResponse(problem, status=status, content_type=PROBLEM)
