from __future__ import annotations

from django.urls import include, path

from benchmarks.api import generic

urlpatterns = [
    path("bare/", generic.bare),
    path("generic/<uuid:guid>/", generic.RunView.as_view()),
    path("", include("scheduler_project.urls")),
]
