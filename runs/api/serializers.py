from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.fields import Instant
from runs.api import steps
from runs.choices import Origin
from runs.models import Process, ProcessRun


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
    origin_guid = serializers.UUIDField()
    schedule = serializers.SerializerMethodField()
    robot = serializers.SerializerMethodField()
    due_at = Instant()
    created_at = Instant()
    started_at = Instant()
    late_s = serializers.SerializerMethodField()
    finished_at = Instant()
    deadline_at = Instant()
    repeat_of = serializers.UUIDField()
    input = serializers.JSONField(source="shown_input")
    step_input = serializers.JSONField()
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


class RunDetailSerializer(RunSerializer):
    """A run with what took place in it."""

    steps = serializers.SerializerMethodField()

    def get_steps(self, run: ProcessRun) -> list[dict[str, Any]]:
        return steps.of_run(run, self.context["request"])
