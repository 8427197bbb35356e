from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.api import authorship
from accounts.api import filters as narrowing
from accounts.api.serializers import NothingSerializer
from accounts.api.viewsets import EditViewSet
from schedules import actions
from schedules.api import changes, history, previews, references
from schedules.api.blackouts import BlackoutSerializer
from schedules.api.serializers import ScheduleSerializer
from schedules.models import Blackout, Schedule


class ScheduleViewSet(EditViewSet[Schedule]):
    queryset = Schedule.objects.living().select_related("process", "robot")
    serializer_class: type[BaseSerializer[Any]] = ScheduleSerializer
    account_path = "process__account"
    harmless = frozenset({"preview"})
    filters = {
        "enabled": narrowing.flag("enabled"),
        "name": narrowing.text("name"),
        "process": references.process_named,
    }
    orderings = {"name": "name"}
    about = _("When jobs and workflows start, newest first.")

    def perform_destroy(self, instance: Schedule) -> None:
        actions.delete(instance, now=timezone.now())

    @action(
        detail=False,
        methods=["post"],
        serializer_class=previews.PreviewSerializer,
    )
    def preview(self, request: Request) -> Response:
        """What a draft would do; nothing is saved."""
        return Response(previews.shown(**self._said(request)))

    @action(detail=True, serializer_class=history.OccurrenceSerializer)
    def occurrences(self, request: Request, **_names: str) -> Response:
        """What became of its firings, the latest first. ?outcome= narrows the list."""
        rows = history.of_schedule(self.get_object(), request.query_params)
        pages = history.LatestFirst()
        page = pages.paginate_queryset(rows, request)
        shown = self.get_serializer(page, many=True).data
        return pages.get_paginated_response(shown)

    @action(detail=True, serializer_class=history.WhySerializer)
    def why(self, request: Request, **_names: str) -> Response:
        """Why it did, or did not, run ?at= an instant."""
        schedule = self.get_object()
        asked = self.get_serializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        at, now = asked.validated_data["at"], timezone.now()
        return Response(history.explained(schedule, at, now=now))

    @action(detail=True, methods=["post"], serializer_class=changes.PauseSerializer)
    def pause(self, request: Request, **_names: str) -> Response:
        """Let it rest."""
        schedule, said = self.get_object(), self._said(request)
        with changes.refusals():
            actions.pause(schedule, **said, now=timezone.now())
        return self._shown()

    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def resume(self, request: Request, **_names: str) -> Response:
        """Let it fire again; what fell into the pause stays skipped."""
        schedule, _said = self.get_object(), self._said(request)
        with changes.refusals():
            actions.resume(schedule, now=timezone.now())
        return self._shown()

    @action(detail=True, methods=["post"], serializer_class=changes.SkipSerializer)
    def skip(self, request: Request, **_names: str) -> Response:
        """Leave one firing to come out."""
        return self._changed(request)

    @action(detail=True, methods=["post"], serializer_class=changes.MoveSerializer)
    def move(self, request: Request, **_names: str) -> Response:
        """Let one firing to come happen at another time."""
        return self._changed(request)

    @action(detail=True, methods=["post"], serializer_class=changes.UndoSerializer)
    def undo(self, request: Request, **_names: str) -> Response:
        """Let a skipped or moved firing happen as planned after all."""
        schedule, said = self.get_object(), self._said(request)
        changes.undo(schedule, said["at"])
        return self._shown()

    def _changed(self, request: Request) -> Response:
        schedule, said = self.get_object(), self._said(request)
        with changes.refusals():
            made = actions.change_occurrence(
                schedule,
                due_at=said["at"],
                moved_to=said.get("to"),
                why=said["why"],
                by=authorship.name_of(request),
                now=timezone.now(),
            )
        return Response(dict(changes.ChangeSerializer(made).data))

    def _said(self, request: Request) -> dict[str, Any]:
        """The body, checked; raises ValidationError."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        said: dict[str, Any] = serializer.validated_data
        return said

    def _shown(self) -> Response:
        """The schedule as it is now."""
        context = self.get_serializer_context()
        schedule = self.get_object()
        return Response(dict(ScheduleSerializer(schedule, context=context).data))


class BlackoutViewSet(EditViewSet[Blackout]):
    queryset = Blackout.objects.all()
    serializer_class = BlackoutSerializer
    # It has no GUID.
    lookup_value_regex = "[0-9]+"
    about = _("Periods in which no schedule starts anything, the newest first.")
