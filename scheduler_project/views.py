from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import Error
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import access
from runs.definitions import credentials
from runs.models import Process, ProcessRun
from scheduler_project import readiness
from schedules.models import Schedule

# What has a page of its own, and where its account is.
_PAGES: list[tuple[Any, str]] = [
    (Process, "account"),
    (ProcessRun, "account"),
    (Schedule, "process__account"),
]

_migrated = False


def home(_request: HttpRequest) -> HttpResponse:
    return redirect("admin:index")


def healthz(_request: HttpRequest) -> HttpResponse:
    """200 once the database is there and migrated."""
    global _migrated  # noqa: PLW0603 - true for ever once it is
    missing = "migrations are missing"
    try:
        _migrated = _migrated or readiness.is_migrated()
    except Error:
        missing = "the database does not answer"
    body, status = ("ok", 200) if _migrated else (missing, 503)
    return HttpResponse(body, status=status, content_type="text/plain")


def readyz(_request: HttpRequest) -> HttpResponse:
    """200 while clock, workers, broker and database do their work; else 503 and what
    does not."""
    checks = readiness.checks()
    ready = all(check.ok for check in checks.values())
    body = {
        "ready": ready,
        "checks": {name: dataclasses.asdict(check) for name, check in checks.items()},
    }
    return JsonResponse(body, status=200 if ready else 503)


@login_required
def go(request: HttpRequest, guid: uuid.UUID) -> HttpResponse:
    """The admin page of whatever has this GUID; lower floors link up through here."""
    user = request.user
    for model, account in _PAGES:
        found = model.objects.filter(access.within(user, account), guid=guid).first()
        if found is not None:
            return redirect(f"admin:{_page_of(found)}_change", found.pk)
    raise Http404


def _page_of(found: Model) -> str:
    if isinstance(found, Process):
        return f"{found.kind}s_{found.kind}"
    return f"{found._meta.app_label}_{found._meta.model_name}"  # noqa: SLF001


class EchoView(APIView):
    """Answers with the request it got: a target to try jobs on."""

    # No door: the document of the API says nothing of it.
    schema = None
    # Nor the audit.
    changes = False

    def _echo(self, request: Request) -> Response:
        return Response(
            {
                "method": request.method,
                "path": request.get_full_path(),
                # An echo that is recorded must not keep the caller's credentials.
                "headers": {
                    name.lower(): value
                    for name, value in request.headers.items()
                    if name.lower() not in credentials.HEADERS
                },
                "body": _text_of(request),
            }
        )

    get = post = put = patch = delete = _echo


def _text_of(request: Request) -> str:
    try:
        return request.body.decode(errors="replace")
    except RawPostDataException:
        # The check of a signed-in person's token has read it, as a form with files.
        return ""
