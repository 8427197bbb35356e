"""The ledger's rows as evidence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet

from runs import plans
from runs.models import Attempt, ProcessRun, StepRun
from schedules.models import Occurrence, Schedule
from tests.system import evidence
from tests.system.evidence import Evidence

Value = TypeVar("Value")


def read(
    requests: Iterable[evidence.Request],
    answers: Iterable[evidence.Answer] = (),
    *,
    now: dt.datetime,
) -> Evidence:
    """Everything that is in the database, beside what others wrote down.

    Meant for a moment at which nothing is under way: it takes several queries.
    """
    return Evidence(
        read_at=now,
        timetables=tuple(map(_timetable, Schedule.objects.filter(kind="interval"))),
        entries=tuple(
            _value(evidence.Entry, row, schedule=row.schedule_id, run=row.run_id)
            for row in _ordered(Occurrence)
        ),
        runs=tuple(
            _value(
                evidence.Run,
                row,
                guid=str(row.guid),
                lane=str(row.lane) if row.lane else None,
            )
            for row in _ordered(ProcessRun)
        ),
        steps=tuple(map(_step, _ordered(StepRun).select_related("run"))),
        attempts=tuple(
            _value(evidence.Attempt, row, key=str(row.step_run.guid))
            for row in _ordered(Attempt).select_related("step_run")
        ),
        requests=tuple(requests),
        answers=tuple(answers),
    )


def _step(row: StepRun) -> evidence.Step:
    step = plans.of_version(row.run.version_id).step(row.key)
    return _value(
        evidence.Step,
        row,
        key=str(row.guid),
        run=row.run_id,
        idempotent=step.idempotent,
        calls=step.kind == "http" and not row.taken_over,
    )


def _timetable(schedule: Schedule) -> evidence.Timetable:
    return _value(
        evidence.Timetable,
        schedule,
        schedule=schedule.pk,
        guid=str(schedule.guid),
        every=dt.timedelta(seconds=int(schedule.expression)),
        grace=dt.timedelta(seconds=schedule.grace_s),
    )


def _ordered(model: Any) -> QuerySet[Any]:
    return model.objects.order_by("pk")  # type: ignore[no-any-return]


def _value(kind: type[Value], row: Any, **said: Any) -> Value:
    """The row's columns of the value's names, but for those that are said."""
    names = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    columns = {name: getattr(row, name) for name in names - said.keys()}
    return kind(**columns, **said)
