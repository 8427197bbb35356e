"""The doors of four other products: each speaks at its own addresses."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("dialects.turm.urls")),
    path("", include("dialects.robusta.urls")),
    path("", include("dialects.sherpa.urls")),
    path("", include("dialects.nebula.urls")),
]
