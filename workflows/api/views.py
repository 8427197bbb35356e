from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.api import authorship
from accounts.api.pagination import NewestFirst
from accounts.api.problems import Conflict
from accounts.api.serializers import NothingSerializer
from runs import sql
from runs.choices import ProcessKind
from runs.models import Process
from schedules.api.processes import ProcessViewSet, presented
from workflows import actions
from workflows.api import versions
from workflows.api.serializers import WorkflowInListSerializer, WorkflowSerializer
from workflows.api.versions import (
    ComparisonSerializer,
    VersionDetailSerializer,
    VersionSerializer,
)
from workflows.exceptions import InvalidWorkflowError
from workflows.models import Workflow

NUMBER = "(?P<number>[^/]+)"


class WorkflowViewSet(ProcessViewSet[Workflow]):
    kind = ProcessKind.WORKFLOW
    # The kind is said again, because the index for this order begins with it.
    queryset = presented(Workflow.objects.filter(kind=ProcessKind.WORKFLOW))
    serializer_class: type[BaseSerializer[Any]] = WorkflowSerializer
    about = _("Processes that run several steps, newest first.")

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        in_list = self.action == "list"
        return WorkflowInListSerializer if in_list else super().get_serializer_class()

    def perform_destroy(self, instance: Workflow) -> None:
        actions.delete(instance, now=timezone.now())

    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def renew_webhook(self, request: Request, **_names: str) -> Response:
        """Give its webhook another address."""
        workflow = self.get_object()
        self.get_serializer(data=request.data).is_valid(raise_exception=True)
        actions.renew_webhook(workflow)
        return self._shown()

    @action(detail=True, serializer_class=VersionSerializer)
    def versions(self, request: Request, **_names: str) -> Response:
        """What it was and is, the newest first."""
        pages = NewestFirst()
        rows = pages.paginate_queryset(versions.of(self.get_object()), request)
        shown = [VersionSerializer(version).data for version in rows]
        return pages.get_paginated_response(shown)

    @action(
        detail=True,
        url_path=f"versions/{NUMBER}",
        serializer_class=VersionDetailSerializer,
    )
    def version(self, request: Request, *, number: str, **_names: str) -> Response:
        """One version, with its definition and its plan."""
        del request
        found = versions.found(self.get_object(), number)
        return Response(dict(VersionDetailSerializer(found).data))

    @action(
        detail=True,
        url_path=f"versions/{NUMBER}/compare",
        serializer_class=ComparisonSerializer,
    )
    def compare(self, request: Request, *, number: str, **_names: str) -> Response:
        """What it says differently than the one before, or than that of ?with=."""
        compared = versions.compared(request, self.get_object(), number)
        return Response(dict(ComparisonSerializer(compared).data))

    @action(
        detail=True,
        methods=["post"],
        url_path=f"versions/{NUMBER}/restore",
        serializer_class=NothingSerializer,
    )
    def restore(self, request: Request, *, number: str, **_names: str) -> Response:
        """Let it do again what this version did; its name and switches stay."""
        found, by = self.get_object(), authorship.name_of(request)
        self.get_serializer(data=request.data).is_valid(raise_exception=True)
        with transaction.atomic():
            # Locked before it is read: an edit at the same time is not undone.
            sql.locked(Process.objects.filter(pk=found.pk)).get()
            workflow = self.get_object()
            try:
                actions.restore(workflow, versions.found(workflow, number), by=by)
            except InvalidWorkflowError as refusal:
                raise Conflict(str(refusal)) from refusal
        return self._shown()

    def _shown(self) -> Response:
        """The workflow as it is now."""
        context = self.get_serializer_context()
        return Response(
            dict(WorkflowSerializer(self.get_object(), context=context).data)
        )
