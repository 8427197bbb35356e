from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.api import authorship
from accounts.api.fields import Choice
from accounts.api.problems import Conflict, nothing_here
from accounts.api.serializers import NothingSerializer, StrictSerializer
from accounts.api.viewsets import ReadViewSet
from runs import actions
from runs.api import filters, starts, steps
from runs.api.robots import RobotSerializer
from runs.api.serializers import RunDetailSerializer, RunSerializer, presented
from runs.choices import StopKind
from runs.exceptions import StartRefusedError
from runs.models import ProcessRun, Robot

SAME, NEWEST = "same", "newest"


class ContinueSerializer(StrictSerializer[ProcessRun]):
    """The body of a continuation."""

    version = Choice(
        [(SAME, gettext_lazy("The run's own")), (NEWEST, gettext_lazy("The newest"))],
        default=SAME,
        initial=SAME,
        label=gettext_lazy("Version"),
    )


class RunViewSet(ReadViewSet[ProcessRun]):
    queryset = presented(ProcessRun.objects.all())
    serializer_class: type[BaseSerializer[ProcessRun]] = RunSerializer
    about = gettext_lazy(
        "What was started, newest first. ?status=, ?process=, ?schedule= and ?origin= "
        "narrow the list."
    )

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return filters.narrowed(queryset, self.request.query_params)

    def get_serializer_class(self) -> type[BaseSerializer[ProcessRun]]:
        detailed = self.action == "retrieve"
        return RunDetailSerializer if detailed else super().get_serializer_class()

    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def stop(self, request: Request, **_names: str) -> Response:
        """Let the call under way end, and begin no other."""
        return self._end(request, StopKind.STOP)

    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def abort(self, request: Request, **_names: str) -> Response:
        """Cut the call under way."""
        return self._end(request, StopKind.ABORT)

    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def again(self, request: Request, **_names: str) -> Response:
        """Run the same version with the same input once more."""
        run = self.get_object()
        self.get_serializer(data=request.data).is_valid(raise_exception=True)
        return self._new(request, functools.partial(actions.again, run))

    @action(
        detail=True,
        methods=["post"],
        url_path="continue",
        url_name="continue",
        serializer_class=ContinueSerializer,
    )
    def go_on(self, request: Request, **_names: str) -> Response:
        """Start a new run that takes over the steps of this one that went well."""
        run = self.get_object()
        said = self.get_serializer(data=request.data)
        said.is_valid(raise_exception=True)
        goes_on = functools.partial(
            actions.continue_run,
            run,
            newest=said.validated_data["version"] == NEWEST,
            by=authorship.name_of(request),
        )
        return self._new(request, goes_on)

    @action(
        detail=True,
        url_path="steps/(?P<key>[^/]+)",
        url_name="step",
        serializer_class=steps.StepSerializer,
    )
    def step(self, _request: Request, *, key: str, **_names: str) -> Response:
        """One step that has begun, with all there is of it."""
        shown = steps.whole(self.get_object(), key)
        if shown is None:
            raise nothing_here()
        return Response(shown)

    def _new(self, request: Request, begin: Callable[..., ProcessRun]) -> Response:
        try:
            new = begin(now=timezone.now())
        except StartRefusedError as refusal:
            raise starts.refused(refusal) from refusal
        return starts.shown(request, starts.as_it_is(new), status=201)

    def _end(self, request: Request, kind: StopKind) -> Response:
        run = self.get_object()
        self.get_serializer(data=request.data).is_valid(raise_exception=True)
        by = authorship.name_of(request)
        if not actions.stop(run, kind=kind, by=by, now=timezone.now()):
            raise _over(run)
        return starts.shown(request, starts.as_it_is(run), status=200)


class RobotViewSet(ReadViewSet[Robot]):
    queryset = Robot.objects.all()
    serializer_class = RobotSerializer
    shared = True
    about = gettext_lazy("Workers that a job or workflow may ask for.")


def _over(run: ProcessRun) -> Conflict:
    run.refresh_from_db(fields=["status"])
    sentence = _("The run is over already: %(state)s.") % {
        "state": run.get_status_display().lower()
    }
    return Conflict(sentence, state=run.status)
