from __future__ import annotations

from django.urls import path, re_path

from dialects.robusta import views

_ROOT = "scheduler/connector-api"


def _in_any_case(text: str) -> str:
    """As a pattern that Django can turn round, which it cannot with flags."""
    return "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in text)


_START = _in_any_case(f"{_ROOT}/process/start")
_STATUS = _in_any_case(f"{_ROOT}/process/status")

urlpatterns = [
    path(f"{_ROOT}/process/start", views.Start.as_view()),
    path(f"{_ROOT}/process/status/<str:robustaSpid>", views.Status.as_view()),
    # The document writes connector-API; with the slash as well.
    re_path(rf"^{_START}/?\Z", views.Start.as_view(schema=None)),
    re_path(
        rf"^{_STATUS}/(?P<robustaSpid>[^/]+)/?\Z", views.Status.as_view(schema=None)
    ),
    re_path(rf"^{_in_any_case(_ROOT)}(?:/|\Z)", views.NothingHere.as_view()),
]
