from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, re_path

from dialects.sherpa import views


def _spelled(address: str, view: Any) -> Iterator[URLPattern]:
    """As published, and with a slash behind it."""
    yield path(address, view.as_view())
    yield path(f"{address}/", view.as_view(schema=None))


def _of_one(address: str, view: Any) -> Iterator[URLPattern]:
    """With a GUID behind it; or without, for a field Guid that names the thing."""
    yield from _spelled(f"{address}/<str:guid>", view)
    yield path(address, view.as_view(schema=None))
    yield path(f"{address}/", view.as_view(schema=None))


urlpatterns = [
    *_spelled("api/job/create", views.CreateJob),
    *_of_one("api/job/read", views.ReadJob),
    *_spelled("api/job/update", views.UpdateJob),
    *_of_one("api/job/delete", views.DeleteJob),
    *_of_one("api/process/read", views.ReadProcess),
    *_of_one("api/processVersion/read", views.ReadVersion),
    re_path(r"^api/job(?:/|\Z)", views.NothingHere.as_view()),
    re_path(r"^api/process(?:/|\Z)", views.NothingHere.as_view()),
    re_path(r"^api/processVersion(?:/|\Z)", views.NothingHere.as_view()),
]
