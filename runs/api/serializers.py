from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from accounts.api.fields import Instant
from runs.choices import Origin
from runs.models import Attempt, Process, ProcessRun, StepRun


def presented(runs: QuerySet[ProcessRun]) -> QuerySet[ProcessRun]:
    """The runs with all that RunSerializer shows of them: one query."""
    return runs.select_related("process", "robot")


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
    stop_kind = serializers.SerializerMethodField()
    origin = serializers.CharField()
    schedule = serializers.SerializerMethodField()
    robot = serializers.SerializerMethodField()
    due_at = Instant()
    created_at = Instant()
    started_at = Instant()
    late_s = serializers.SerializerMethodField()
    finished_at = Instant()
    deadline_at = Instant()
    input = serializers.JSONField()
    output = serializers.JSONField()
    error = serializers.CharField()

    def get_waiting_for(self, run: ProcessRun) -> str | None:
        return run.waiting_for or None

    def get_stop_kind(self, run: ProcessRun) -> str | None:
        return run.stop_kind or None

    def get_schedule(self, run: ProcessRun) -> UUID | None:
        return run.origin_guid if run.origin == Origin.SCHEDULE else None

    def get_robot(self, run: ProcessRun) -> UUID | None:
        return run.robot.guid if run.robot else None

    def get_late_s(self, run: ProcessRun) -> int | None:
        """Whole seconds from when it was due to its first step; None if not known."""
        if run.due_at is None or run.started_at is None:
            return None
        # A firing that somebody moved may begin before it was due.
        return max(0, int((run.started_at - run.due_at).total_seconds()))


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
    waiting_for = serializers.SerializerMethodField()
    wake_at = Instant()
    started_at = Instant()
    finished_at = Instant()
    output = serializers.JSONField()
    error = serializers.CharField()
    attempts = AttemptSerializer(many=True)

    def get_waiting_for(self, step: StepRun) -> str | None:
        return step.waiting_for or None


class RunDetailSerializer(RunSerializer):
    """A run with what took place in it."""

    steps = serializers.SerializerMethodField()

    def get_steps(self, run: ProcessRun) -> Any:
        attempts = Prefetch("attempts", Attempt.objects.order_by("number"))
        steps = StepRun.objects.filter(run=run).order_by("id")
        return [StepSerializer(each).data for each in steps.prefetch_related(attempts)]
