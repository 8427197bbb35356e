"""URLs for tests of internal calls: the echo answers under every path."""

from __future__ import annotations

from django.urls import re_path

from scheduler_project.views import EchoView

urlpatterns = [re_path(r"^", EchoView.as_view())]
