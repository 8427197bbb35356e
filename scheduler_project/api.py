"""Our own REST API: the apps' resources under one root."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, re_path
from rest_framework.request import Request
from rest_framework.routers import APIRootView, DefaultRouter
from rest_framework.views import APIView

from accounts.api.problems import nothing_here
from accounts.api.resources.accounts import OwnAccountViewSet
from accounts.api.resources.keys import KeyViewSet
from accounts.api.resources.secrets import SecretViewSet
from jobs.api.views import JobViewSet
from runs.api.status import RunStatus
from runs.api.views import RobotViewSet, RunViewSet
from scheduler_project.transfer.api import ConfigurationView
from schedules.api.views import BlackoutViewSet, ScheduleViewSet
from workflows.api.views import WorkflowViewSet


class Root(APIRootView):
    """Steeple's API: what there is, and where."""

    def get_view_name(self) -> str:
        return "Steeple"


class NothingHere(APIView):
    """Answers for every other address, in the same words as for a missing object."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise nothing_here()


class Router(DefaultRouter):
    """Addresses end in a slash; without it they are understood as well."""

    include_format_suffixes = False
    APIRootView = Root

    def get_urls(self) -> list[URLPattern | URLResolver]:
        # Of two addresses of one name, the last one is given out.
        self.trailing_slash = ""
        bare = super().get_urls()[:-1]
        self.trailing_slash = "/"
        return [*bare, *super().get_urls(), re_path("", NothingHere.as_view())]


router = Router()
router.register("jobs", JobViewSet, basename="job")
router.register("workflows", WorkflowViewSet, basename="workflow")
router.register("schedules", ScheduleViewSet, basename="schedule")
router.register("blackouts", BlackoutViewSet, basename="blackout")
router.register("runs", RunViewSet, basename="run")
router.register("robots", RobotViewSet, basename="robot")
router.register("accounts", OwnAccountViewSet, basename="account")
router.register("keys", KeyViewSet, basename="key")
router.register("secrets", SecretViewSet, basename="secret")
urlpatterns = [
    re_path(r"^configuration/?$", ConfigurationView.as_view(), name="configuration"),
    re_path(
        r"^runs/(?P<ident>[^/]+)/status/?$", RunStatus.as_view(), name="run-status"
    ),
    *router.urls,
]
