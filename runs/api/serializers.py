from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api.fields import Instant, JsonObject
from accounts.api.problems import Conflict
from accounts.api.serializers import StrictSerializer
from runs import actions
from runs.choices import Origin
from runs.exceptions import StartRefusedError
from runs.models import Attempt, Process, ProcessRun, StepRun


class ProcessLabel(serializers.Serializer[Process]):
    """The process of a run, in short."""

    id = serializers.IntegerField(source="number")
    guid = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()


class RunSerializer(serializers.Serializer[ProcessRun]):
    id = serializers.IntegerField()
    guid = serializers.UUIDField()
    process = ProcessLabel()
    status = serializers.CharField()
    waiting_for = serializers.SerializerMethodField()
    origin = serializers.CharField()
    schedule = serializers.SerializerMethodField()
    due_at = Instant()
    created_at = Instant()
    started_at = Instant()
    finished_at = Instant()
    input = serializers.JSONField()
    output = serializers.JSONField()
    error = serializers.CharField()

    def get_waiting_for(self, run: ProcessRun) -> str | None:
        return run.waiting_for or None

    def get_schedule(self, run: ProcessRun) -> UUID | None:
        return run.origin_guid if run.origin == Origin.SCHEDULE else None


class AttemptSerializer(serializers.Serializer[Attempt]):
    number = serializers.IntegerField()
    started_at = Instant()
    finished_at = Instant()
    duration_ms = serializers.IntegerField()
    task_id = serializers.CharField()
    request = serializers.JSONField()
    response = serializers.SerializerMethodField()
    reason = serializers.CharField()
    error = serializers.CharField()

    def get_response(self, attempt: Attempt) -> dict[str, Any] | None:
        """The answer, or None where there was none."""
        if attempt.response_status is None:
            return None
        parts = ("status", "headers", "body", "encoding", "truncated")
        return {part: getattr(attempt, f"response_{part}") for part in parts}


class StepSerializer(serializers.Serializer[StepRun]):
    key = serializers.CharField()
    guid = serializers.UUIDField()
    status = serializers.CharField()
    started_at = Instant()
    finished_at = Instant()
    output = serializers.JSONField()
    error = serializers.CharField()
    attempts = AttemptSerializer(many=True)


class RunDetailSerializer(RunSerializer):
    """A run with what took place in it."""

    steps = serializers.SerializerMethodField()

    def get_steps(self, run: ProcessRun) -> Any:
        attempts = Prefetch("attempts", Attempt.objects.order_by("number"))
        steps = StepRun.objects.filter(run=run).order_by("id")
        return [StepSerializer(each).data for each in steps.prefetch_related(attempts)]


class StartSerializer(StrictSerializer[ProcessRun]):
    """The body of a start."""

    input = JsonObject(
        default=dict,
        initial=dict,
        label=_("Input"),
        help_text=_("An object that the run's texts may look up as input."),
    )

    def create(self, validated_data: dict[str, Any]) -> ProcessRun:
        wanted = actions.Start(**validated_data, origin=Origin.API)
        try:
            run = actions.start(wanted, now=timezone.now())
        except StartRefusedError as refusal:
            raise Conflict(str(refusal)) from refusal
        # It is shown next, and need not be read again.
        run.process = wanted.process
        return run

    def to_representation(self, instance: ProcessRun) -> dict[str, Any]:
        return dict(RunSerializer(instance).data)
