from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition, require_safe

from scheduler_project.openapi import document


def _etag(_request: HttpRequest) -> str:
    return f'"{hashlib.sha256(document.as_bytes()).hexdigest()[:32]}"'


@require_safe
@condition(etag_func=_etag)
def openapi(_request: HttpRequest) -> HttpResponse:
    """The document of all five doors, for everybody."""
    return HttpResponse(document.as_bytes(), content_type="application/json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI over it, from our own host; its scripts are files (our CSP)."""
    return render(request, "docs.html")
