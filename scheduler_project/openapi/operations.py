"""What the document says of single operations of our API: answers and parameters.

Said here, on top, so that the apps' views need not know of the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework import serializers

from runs.api import waiting
from runs.api.serializers import RunSerializer
from runs.choices import Origin
from runs.models.run import RUN_STATUSES
from schedules.api.changes import ChangeSerializer
from schedules.api.history import OccurrenceSerializer
from schedules.api.serializers import ScheduleSerializer
from schedules.choices import Outcome
from workflows.api.serializers import WorkflowSerializer
from workflows.api.versions import VersionSerializer

KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255},
    OpenApiParameter.HEADER,
    description="The same key is the same run: said again it is answered 200.",
)
WAIT = OpenApiParameter(
    waiting.PARAMETER,
    {"type": "integer", "minimum": 0, "maximum": waiting.LONGEST_S, "default": 0},
    description="Answer when the run is over, or after so many seconds.",
)
STARTED = OpenApiResponse(RunSerializer, description="The run that was begun.")
KNOWN = OpenApiResponse(RunSerializer, description="The run that this key began.")
START = OpenApiExample(
    "With input", {"input": {"customer": "Zoë", "order": 4711}}, request_only=True
)
RUN = extend_schema(
    parameters=[KEY, WAIT],
    responses={201: STARTED, 200: KNOWN},
    examples=[START],
)


def one_of(name: str, values: Iterable[str], told: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, enum=list(values), description=told)


class ChangedFiring(ChangeSerializer):
    """One firing that is skipped (`to` is null) or moved."""


class WhyAnswer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    sentence = serializers.CharField()
    occurrence = OccurrenceSerializer(allow_null=True)


class PlannedInstant(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    local = serializers.DateTimeField()
    shift = serializers.CharField()
    switch_day = serializers.BooleanField()


class MovedInstant(serializers.Serializer[Any]):
    before = serializers.DateTimeField()
    after = serializers.DateTimeField()


class DraftDifference(serializers.Serializer[Any]):
    gone = serializers.ListField(child=serializers.DateTimeField())
    new = serializers.ListField(child=serializers.DateTimeField())
    moved = MovedInstant(many=True)
    more = serializers.BooleanField()


class PreviewAnswer(serializers.Serializer[Any]):
    instants = PlannedInstant(many=True)
    words = serializers.CharField()
    warnings = serializers.ListField(child=serializers.CharField())
    difference = DraftDifference(required=False, allow_null=True)


class _Operations(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    said: Any = {}

    def view_replacement(self) -> Any:
        view: Any = self.target_class
        described = type(view.__name__, (view,), {})
        return extend_schema_view(**self.said)(described)


class JobOperations(_Operations):  # type: ignore[no-untyped-call]
    target_class = "jobs.api.views.JobViewSet"
    said = {
        "run": RUN,
        "create": extend_schema(
            examples=[
                OpenApiExample(
                    "A call with a header and a body",
                    {
                        "method": "POST",
                        "url": "https://api.example/orders",
                        "headers": {"x-custom-header": "value"},
                        "body": '{"order": 4711}',
                    },
                    request_only=True,
                ),
                OpenApiExample(
                    "A call to this site itself",
                    {"method": "GET", "url": "/healthz"},
                    request_only=True,
                ),
            ]
        ),
    }


class WorkflowOperations(_Operations):  # type: ignore[no-untyped-call]
    target_class = "workflows.api.views.WorkflowViewSet"
    _shown = OpenApiResponse(WorkflowSerializer, description="The workflow as it is.")
    said = {
        "run": RUN,
        "versions": extend_schema(responses={200: VersionSerializer(many=True)}),
        "compare": extend_schema(
            parameters=[
                OpenApiParameter("with", str, description="The other version's number.")
            ]
        ),
        **dict.fromkeys(
            ("restore", "renew_webhook"), extend_schema(responses={200: _shown})
        ),
    }


class ScheduleOperations(_Operations):  # type: ignore[no-untyped-call]
    target_class = "schedules.api.views.ScheduleViewSet"
    _shown = OpenApiResponse(ScheduleSerializer, description="The schedule as it is.")
    _changed = OpenApiResponse(ChangedFiring, description="What was changed.")
    _acted = extend_schema(responses={200: _shown})
    said = {
        "preview": extend_schema(responses={200: PreviewAnswer}),
        "why": extend_schema(
            parameters=[
                OpenApiParameter(
                    "at",
                    {"type": "string", "format": "date-time"},
                    required=True,
                    description="An instant with its offset.",
                )
            ],
            responses={200: WhyAnswer},
        ),
        "occurrences": extend_schema(
            parameters=[one_of("outcome", Outcome.values, "Only rows that ended so.")],
            responses={200: OccurrenceSerializer(many=True)},
        ),
        **dict.fromkeys(("pause", "resume", "undo"), _acted),
        **dict.fromkeys(("skip", "move"), extend_schema(responses={200: _changed})),
        "create": extend_schema(
            examples=[
                OpenApiExample(
                    "Each minute",
                    {"process": 1234567890, "kind": "interval", "expression": 60},
                    request_only=True,
                ),
                OpenApiExample(
                    "On working days at half past eight",
                    {
                        "process": 1234567890,
                        "kind": "cron",
                        "expression": "30 8 * * 1-5",
                        "timezone": "Europe/Berlin",
                    },
                    request_only=True,
                ),
            ]
        ),
    }


class RunOperations(_Operations):  # type: ignore[no-untyped-call]
    target_class = "runs.api.views.RunViewSet"
    _ended = extend_schema(responses={200: RunSerializer})
    said = {
        "list": extend_schema(
            parameters=[
                one_of(
                    "status",
                    [value for value, _label in RUN_STATUSES],
                    "In this state.",
                ),
                one_of("origin", Origin.values, "Started by this."),
                OpenApiParameter(
                    "process", str, description="The id or GUID of a job or workflow."
                ),
                OpenApiParameter(
                    "schedule",
                    {"type": "string", "format": "uuid"},
                    description="The GUID of a schedule.",
                ),
            ]
        ),
        "stop": _ended,
        "abort": _ended,
        "again": extend_schema(responses={201: STARTED}),
        "go_on": extend_schema(responses={201: STARTED}),
    }


class RunStatusAnswer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    guid = serializers.UUIDField()
    status = serializers.ChoiceField(choices=RUN_STATUSES)
    waiting_for = serializers.CharField(allow_null=True)
    stop_kind = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField()
    output = serializers.JSONField()
    error = serializers.CharField(allow_blank=True)


class RunStatusOperations(_Operations):  # type: ignore[no-untyped-call]
    target_class = "runs.api.status.RunStatus"
    said = {
        "get": extend_schema(
            operation_id="run_status",
            tags=["runs"],
            summary="How a run is doing, to be asked again and again",
            responses={200: RunStatusAnswer},
        )
    }


class ConfigurationOperations(_Operations):  # type: ignore[no-untyped-call]
    target_class = "scheduler_project.transfer.api.ConfigurationView"
    said = {
        "get": extend_schema(
            tags=["configuration"],
            summary="Take everything along",
            responses={(200, "application/yaml"): {"type": "object"}},
        ),
        "post": extend_schema(tags=["configuration"], summary="Bring it in"),
    }
