"""Lanes (D3): at most one run of a lane is active, the others wait in order."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Min, QuerySet

from runs.choices import ACTIVE, Status
from runs.models import ProcessRun


def first_in_theirs(runs: list[ProcessRun]) -> list[ProcessRun]:
    """The runs without those that wait behind others, or in a lane that is taken."""
    lanes = {run.lane for run in runs if run.lane and run.status == Status.WAITING}
    if not lanes:
        return runs
    in_lanes = ProcessRun.objects.filter(lane__in=lanes)
    # In this order: whoever claims the first one in between makes its lane taken.
    first = set(_first_waiting(in_lanes))
    taken = set(
        in_lanes.filter(status__in=ACTIVE).values_list("lane", flat=True).distinct()
    )
    return [
        run
        for run in runs
        if run.lane is None
        or run.status != Status.WAITING
        or (run.pk in first and run.lane not in taken)
    ]


def next_in(lanes: Iterable[uuid.UUID | None]) -> list[int]:
    """The run that comes next in each of these lanes."""
    freed = {lane for lane in lanes if lane}
    if not freed:
        return []
    return list(_first_waiting(ProcessRun.objects.filter(lane__in=freed)))


def _first_waiting(runs: QuerySet[ProcessRun]) -> QuerySet[ProcessRun, int]:
    waiting = runs.filter(status=Status.WAITING).values("lane")
    return waiting.annotate(first=Min("pk")).values_list("first", flat=True)
