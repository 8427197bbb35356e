from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from scheduler_project import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("go/<uuid:guid>/", views.go, name="go"),
    path("echo/", views.EchoView.as_view(), name="echo"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("scheduler_project.api")),
    path("", include("dialects.urls")),
]
