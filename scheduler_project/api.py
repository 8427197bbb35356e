"""Our own REST API: the apps' resources under one root."""

from __future__ import annotations

from rest_framework.routers import DefaultRouter

router = DefaultRouter()
urlpatterns = router.urls
