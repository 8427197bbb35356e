from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, re_path

from scheduler_project import views
from scheduler_project.openapi import views as openapi

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("go/<uuid:guid>/", views.go, name="go"),
    path("openapi.json", openapi.openapi, name="openapi"),
    re_path(r"^docs/?\Z", openapi.docs, name="docs"),
    path("echo/", views.EchoView.as_view(), name="echo"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("scheduler_project.api")),
    path("", include("dialects.urls")),
]

handler500 = "scheduler_project.outage.server_error"
