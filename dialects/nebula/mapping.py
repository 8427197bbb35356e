"""What our runs look like at this door; pure.

Keys stand in the order of the published answers, so that their lengths fit too.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dialects.nebula.codes import STATES

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SECOND, _MILLISECOND = dt.timedelta(seconds=1), dt.timedelta(milliseconds=1)
# The documents know results of two and of three columns.
MOST_COLUMNS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A run, with what is said of its process."""

    id: int
    number: int
    name: str
    status: str
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A step of a run; `status` is "" while it has not begun."""

    id: uuid.UUID
    component: str
    label: str
    status: str
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


def item(job: Job, zone: dt.tzinfo) -> dict[str, Any]:
    """A job in a list. Times are milliseconds since 1970; 0 where there is none."""
    return {**_head(job, zone), **_times(job)}


def detail(job: Job, tasks: Iterable[Task], zone: dt.tzinfo) -> dict[str, Any]:
    tasks_said = [_task(task, zone) for task in tasks]
    return {**_head(job, zone), "tasks": tasks_said, **_times(job)}


def job_name(name: str, created_at: dt.datetime, zone: dt.tzinfo) -> str:
    """The workflow's name and the moment at which the job was made, local time."""
    return f"{name}_{created_at.astimezone(zone):%Y%m%d%H%M%S}"


def early_id(run: uuid.UUID, component: str) -> uuid.UUID:
    """What a task is called by until it begins and has a GUID."""
    return uuid.uuid5(run, component)


def rows(output: Mapping[str, Any], *, limit: int) -> list[list[str]]:
    """What a step gave, as rows of two or three texts.

    The first output that is a list has a row per element: an array's columns, an
    object's values, or the position and the value of anything else. Without a list,
    each output is a row: its name and its value.
    """
    listed = next((each for each in output.values() if isinstance(each, list)), None)
    if listed is None:
        return [[name, _text(value)] for name, value in [*output.items()][:limit]]
    return [_row(number, each) for number, each in enumerate(listed[:limit], start=1)]


def _head(job: Job, zone: dt.tzinfo) -> dict[str, Any]:
    return {
        "id": job.id,
        "name": job_name(job.name, job.created_at, zone),
        "workflowId": str(job.number),
        "workflowName": job.name,
        "status": int(STATES[job.status]),
    }


def _times(job: Job) -> dict[str, int]:
    """Begin and end in whole seconds, as the original has them."""
    return {
        "runBeginTime": _whole_seconds(job.started_at),
        "runEndTime": _whole_seconds(job.finished_at),
        "createTime": (job.created_at - _EPOCH) // _MILLISECOND,
    }


def _whole_seconds(at: dt.datetime | None) -> int:
    return 0 if at is None else (at - _EPOCH) // _SECOND * 1000


def _task(task: Task, zone: dt.tzinfo) -> dict[str, Any]:
    return {
        "id": task.id.hex,
        "name": task.label,
        "runBeginTime": _iso(task.started_at, zone),
        "runEndTime": _iso(task.finished_at, zone),
        "status": int(STATES.get(task.status, 0)),
    }


def _iso(at: dt.datetime | None, zone: dt.tzinfo) -> str:
    return "" if at is None else at.astimezone(zone).isoformat(timespec="seconds")


def _row(number: int, element: Any) -> list[str]:
    if isinstance(element, dict):
        element = [*element.values()]
    if isinstance(element, list) and len(element) > 1:
        return [_text(value) for value in element[:MOST_COLUMNS]]
    [value] = element if isinstance(element, list) and element else [element]
    return [str(number), _text(value)]


def _text(value: Any) -> str:
    """A text as it is; null is empty; a fraction has six digits if they say it all."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        six = f"{value:.6f}"
        return six if float(six) == value else repr(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
