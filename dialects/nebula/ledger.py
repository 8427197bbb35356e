"""What this door reads of an account's workflows, runs and step runs."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final

from accounts import keys
from accounts.api import identity
from accounts.models import Account
from accounts.prepared import Prepared
from dialects.nebula import mapping
from dialects.nebula.errors import not_found
from runs.models import Process, ProcessRun, StepRun

HEAD: Final = ("pk", "process__number", "process__name", "status")
TIMES: Final = ("created_at", "started_at", "finished_at")
_WITH_PLAN: Final = ("guid", "version__plan", "version__definition")

_JOB = Prepared(
    lambda account, pk: (
        ProcessRun.objects.filter(account_id=account, pk=pk)
        .order_by()
        .values_list(*HEAD, *TIMES, *_WITH_PLAN)
    ),
    -1,
    -2,
)
_STEPS = Prepared(
    lambda run: (
        StepRun.objects.filter(run_id=run)
        .order_by()
        .values_list("key", "guid", "status", "started_at", "finished_at")
    ),
    -1,
)

_Begun = tuple[uuid.UUID, str, dt.datetime | None, dt.datetime | None]


def workflow(account: Account, ident: str, *, archived: bool = False) -> Process:
    """The process of that number or GUID; a deleted one still has its jobs."""
    wanted = identity.condition(ident, number="number")
    processes = Process.objects if archived else Process.objects.living()
    of_account = processes.filter(account=account)
    found = None if wanted is None else of_account.filter(**wanted).first()
    if found is None:
        raise not_found()
    return found


def run(account: Account, ident: str) -> ProcessRun:
    """The run of that id or GUID."""
    wanted = identity.condition(ident)
    runs = ProcessRun.objects.filter(account=account)
    found = None if wanted is None else runs.filter(**wanted).first()
    if found is None:
        raise not_found()
    return found


def job(account: Account, ident: str) -> tuple[mapping.Job, list[mapping.Task]]:
    """The job of that id or GUID, and the steps of its plan, in its order: those too
    that have not begun."""
    wanted = identity.condition(ident) or {}
    pk = wanted["id"] if "id" in wanted else run(account, ident).pk
    row = _JOB.first(account.pk, pk)
    if row is None:
        raise not_found()
    *head, guid, plan, definition = row
    begun = {key: tuple(step) for key, *step in _STEPS.rows(pk)}
    return job_of(head), _tasks(guid, plan, definition, begun)


def job_of(row: Any) -> mapping.Job:
    """A job from a row of HEAD and TIMES."""
    return mapping.Job(
        **dict(zip(("id", "number", "name", "status", *TIMES), row, strict=True))
    )


def result(account: Account, job_id: str, ident: str) -> dict[str, Any]:
    """What a task of the job gave; {} while there is nothing.

    It is named by its id, by the one it had before it began, or by its component's.
    """
    found = run(account, job_id)
    guid = keys.read_guid(ident)
    _job, tasks = job(account, str(found.pk))
    for task in tasks:
        early = mapping.early_id(found.guid, task.component)
        if task.component == ident or guid in {task.id, early}:
            return _output(found, task.component)
    raise not_found()


def _output(found: ProcessRun, key: str) -> dict[str, Any]:
    step = StepRun.objects.filter(run=found, key=key).first()
    output: Any = step.output if step else {}
    return output if isinstance(output, dict) else {"output": output}


def _tasks(
    run_guid: uuid.UUID, plan: Any, definition: Any, begun: dict[str, Any]
) -> list[mapping.Task]:
    labels = {
        step.get("key"): step.get("label") for step in definition.get("steps") or ()
    }
    keys_in_order = [step["key"] for step in plan["steps"]]
    return [
        _task(run_guid, key, labels.get(key) or key, begun.get(key))
        for key in keys_in_order
    ]


def _task(
    run_guid: uuid.UUID, key: str, label: str, begun: _Begun | None
) -> mapping.Task:
    early = mapping.early_id(run_guid, key)
    guid, status, started_at, finished_at = begun or (early, "", None, None)
    return mapping.Task(
        id=guid,
        component=key,
        label=label,
        status=status,
        started_at=started_at,
        finished_at=finished_at,
    )
