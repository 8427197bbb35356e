"""An account's jobs, workflows and schedules as a document; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rest_framework.fields import empty
from rest_framework.serializers import BaseSerializer, Field

from accounts.models import Account
from jobs.api.serializers import JobSerializer
from jobs.models import Job
from runs import expressions
from runs.models import Process
from scheduler_project.transfer import shapes, steps
from scheduler_project.transfer.shapes import Item
from schedules.api.serializers import ScheduleSerializer
from schedules.models import Schedule
from workflows.api.serializers import WorkflowSerializer
from workflows.models import Workflow

# Where a credential may be named.
SECRETIVE = ("url", "query", "headers", "body")
SERIALIZED = (shapes.JOBS, shapes.WORKFLOWS)
# Whole seconds are shown as such.
SECONDS = frozenset({"timeout_s", "retry_delay_s"})


Known = Mapping[str, Mapping[int, Item]]


def known(account: Account) -> Known:
    """Every job and workflow as a document says it: by its part, then by its id."""
    names, schedules = _names(account), _schedules(account)
    jobs = {job.pk: _job(job, schedules) for job in _living(Job, account)}
    workflows = {
        each.pk: _workflow(each, schedules, names)
        for each in _living(Workflow, account)
    }
    return {shapes.JOBS: jobs, shapes.WORKFLOWS: workflows}


def document(found: Known) -> Item:
    """The whole of it; the same account gives the same document."""
    jobs, workflows = (list(found[part].values()) for part in SERIALIZED)
    calls = [*jobs, *(step for each in workflows for step in _steps(each))]
    secrets = sorted(_secrets(calls))
    return shapes.document(secrets=secrets, jobs=jobs, workflows=workflows)


def _living(model: Any, account: Account) -> list[Any]:
    rows = model.objects.filter(account=account, archived_at=None)
    # Not the database's order: each of them has its own.
    return sorted(rows.select_related("robot"), key=lambda row: (row.name, row.pk))


def _names(account: Account) -> Mapping[str, str]:
    """GUIDs to the names that find them again; of several alike the GUID remains."""
    rows = Process.objects.filter(account=account).living().order_by("kind", "id")
    found = [(str(each.guid), each.kind, each.name) for each in rows.iterator()]
    workflows = {name for _guid, kind, name in found if kind == "workflow"}
    jobs = Counter(name for _guid, kind, name in found if kind == "job")
    return {
        guid: name
        for guid, kind, name in found
        if kind == "workflow" or (jobs[name] == 1 and name not in workflows)
    }


def _schedules(account: Account) -> Mapping[int, list[Schedule]]:
    rows = Schedule.objects.living().filter(process__account=account)
    found: dict[int, list[Schedule]] = {}
    for schedule in rows.select_related("robot").order_by("id"):
        found.setdefault(schedule.process_id, []).append(schedule)
    return found


def _job(job: Job, schedules: Mapping[int, list[Schedule]]) -> Item:
    said = _said(JobSerializer(), job)
    if job.internal == job.url.startswith("/"):
        del said["internal"]
    return {
        **said,
        shapes.SCHEDULES: [_schedule(it) for it in schedules.get(job.pk, [])],
    }


def _workflow(
    workflow: Workflow,
    schedules: Mapping[int, list[Schedule]],
    names: Mapping[str, str],
) -> Item:
    said = _said(WorkflowSerializer(), workflow)
    for name, shorten in (("parameters", steps.parameter), ("steps", steps.step)):
        if name in said:
            said[name] = [shorten(each, names) for each in said[name]]
    secret = frozenset(
        each["name"] for each in workflow.parameters if each.get("secret")
    )
    planned = [_schedule(it, secret=secret) for it in schedules.get(workflow.pk, [])]
    return {**said, shapes.SCHEDULES: planned}


def _schedule(schedule: Schedule, *, secret: frozenset[str] = frozenset()) -> Item:
    said = _said(ScheduleSerializer(), schedule, without=frozenset({"process"}))
    if "input" in said:
        # The values of secret parameters stay where they are.
        said["input"] = {k: v for k, v in said["input"].items() if k not in secret}
    return {name: value for name, value in said.items() if value != {}}


def _said(
    serializer: BaseSerializer[Any],
    row: Any,
    *,
    without: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """What of a row is not as it would be if nothing were said."""
    fields: Mapping[str, Field[Any, Any, Any, Any]] = serializer.fields  # type: ignore[attr-defined]
    said = {}
    for name, field in fields.items():
        if field.read_only or name in without:
            continue
        value = _value(name, field, row)
        if value != _usual(field):
            said[name] = value
    return said


def _value(name: str, field: Field[Any, Any, Any, Any], row: Any) -> Any:
    kept = field.get_attribute(row)
    if name == "robot":
        return kept and kept.name
    value = None if kept is None else field.to_representation(kept)
    return steps.whole(value) if name in SECONDS else value


def _usual(field: Field[Any, Any, Any, Any]) -> Any:
    default = field.default
    if default is empty:
        return empty
    usual = default() if callable(default) else default
    return list(usual) if isinstance(usual, tuple) else usual


def _steps(workflow: Item) -> list[Item]:
    return list(workflow.get("steps", []))


def _secrets(calls: Iterable[Item]) -> Iterator[str]:
    """The names of all secrets that the calls name, once each."""
    found: set[str] = set()
    for call in calls:
        parts = [call[name] for name in SECRETIVE if name in call]
        found |= expressions.names(parts, "secrets")
    yield from found
