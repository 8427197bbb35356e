"""The steps of a run: in its detail with long texts cut, each by itself as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from accounts.api.fields import Instant
from runs import plans, texts
from runs.choices import Origin
from runs.models import Attempt, ProcessRun, StepRun
from runs.steps.process import Subprocess

# Characters of a body, and of an input or output as JSON, that a detail shows.
SHOWN = 4_096


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


class ChildSerializer(serializers.Serializer[ProcessRun]):
    """The run that a step has started, in short."""

    id = serializers.IntegerField()
    guid = serializers.UUIDField()
    status = serializers.CharField()


class StepSerializer(serializers.Serializer[StepRun]):
    key = serializers.CharField()
    kind = serializers.SerializerMethodField()
    guid = serializers.UUIDField()
    status = serializers.CharField()
    waiting_for = serializers.SerializerMethodField()
    wake_at = Instant()
    started_at = Instant()
    finished_at = Instant()
    taken_over = serializers.BooleanField()
    run = serializers.SerializerMethodField()
    input = serializers.JSONField()
    output = serializers.JSONField()
    error = serializers.CharField()
    attempts = AttemptSerializer(many=True)

    def get_kind(self, step: StepRun) -> str | None:
        """None for a step that the plan does not have."""
        return plans.kinds(step.run.version_id).get(step.key)

    def get_waiting_for(self, step: StepRun) -> str | None:
        return step.waiting_for or None

    def get_run(self, step: StepRun) -> dict[str, Any] | None:
        """The run that the step has started, or None."""
        child = self.context["children"].get(step.guid)
        return None if child is None else dict(ChildSerializer(child).data)


def of_run(run: ProcessRun, request: Request) -> list[dict[str, Any]]:
    """The steps that have begun, in order, with what is too long left out.

    `cut` says whether something was, `url` where the whole is.
    """
    rows = _with_attempts(StepRun.objects.filter(run=run).order_by("id"))
    steps: list[dict[str, Any]] = []
    for shown in _shown(rows, run):
        cut = _cut(shown)
        address = reverse("run-step", [run.pk, shown["key"]], request=request)
        steps.append({**shown, "cut": cut, "url": address})
    return steps


def whole(run: ProcessRun, key: str) -> dict[str, Any] | None:
    """One step with all there is of it; None if it has not begun."""
    if not texts.is_storable(key):
        return None
    rows = _with_attempts(StepRun.objects.filter(run=run, key=key))
    return next(iter(_shown(rows, run)), None)


def _with_attempts(rows: QuerySet[StepRun]) -> QuerySet[StepRun]:
    attempts = Prefetch("attempts", Attempt.objects.order_by("number"))
    return rows.prefetch_related(attempts)


def _shown(rows: QuerySet[StepRun], run: ProcessRun) -> list[dict[str, Any]]:
    steps = list(rows)
    for step in steps:
        step.run = run
    starts_runs = Subprocess.name in plans.kinds(run.version_id).values()
    context = {"children": _children(steps) if starts_runs else {}}
    return [dict(StepSerializer(step, context=context).data) for step in steps]


def _children(steps: Sequence[StepRun]) -> Mapping[Any, ProcessRun]:
    children = ProcessRun.objects.filter(
        origin=Origin.PROCESS, origin_guid__in=[step.guid for step in steps]
    )
    return {run.origin_guid: run for run in children.order_by("pk")}


def _cut(step: dict[str, Any]) -> bool:
    """Leave out what is too long; whether anything was."""
    cut = False
    for part in ("input", "output"):
        if len(json.dumps(step[part])) > SHOWN:
            step[part], cut = None, True
    for attempt in step["attempts"]:
        for exchanged in (attempt["request"], attempt["response"]):
            body = (exchanged or {}).get("body") or ""
            if len(body) > SHOWN:
                exchanged["body"], cut = body[:SHOWN], True
    return cut
