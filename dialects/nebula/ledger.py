"""What this door reads of an account's workflows, runs and step runs."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final

from accounts import keys
from accounts.api import identity
from accounts.api.owned import Owned
from accounts.lookups import Beside, Rows
from accounts.models import Account
from dialects import labels
from dialects.nebula import mapping
from dialects.nebula.errors import not_found
from runs.models import Process, ProcessRun, StepRun

HEAD: Final = ("pk", "process__number", "process__name", "status")
TIMES: Final = ("created_at", "started_at", "finished_at")
_PLANNED: Final = ("guid", "version_id")
_STEP: Final = ("key", "guid", "status", "started_at", "finished_at")

# A row for each step that has begun; of a job without any, one with nulls for it.
_JOB = Owned(
    lambda **condition: (
        ProcessRun.objects.filter(**condition)
        .order_by()
        .values_list(
            *HEAD, *TIMES, *_PLANNED, *(f"step_runs__{name}" for name in _STEP)
        )
    )
)

_Step = tuple[uuid.UUID, str, dt.datetime | None, dt.datetime | None]


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


def beside(column: str, key: Any, ident: str) -> Beside | None:
    """The job of that id or GUID, asked for together with the key (see Door)."""
    return _JOB.beside(column, key, identity.condition(ident))


def job(
    account: Account, ident: str, *, rows: Rows | None = None
) -> tuple[mapping.Job, list[mapping.Task]]:
    """The job of that id or GUID, and the steps of its plan, in its order: those too
    that have not begun. `rows` are what `beside` has found, if it was asked."""
    if rows is None:
        rows = _JOB.rows(account.pk, identity.condition(ident))
    if not rows:
        raise not_found()
    steps = [row[-len(_STEP) :] for row in rows]
    *head, guid, version_id = rows[0][: -len(_STEP)]
    begun = {key: step for key, *step in steps}
    return job_of(head), _tasks(guid, version_id, begun)


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
    run_guid: uuid.UUID, version_id: int, begun: dict[str, Any]
) -> list[mapping.Task]:
    return [
        _task(key, label, begun.get(key) or _not_begun(run_guid, key))
        for key, label in labels.of_version(version_id)
    ]


def _not_begun(run_guid: uuid.UUID, key: str) -> _Step:
    return mapping.early_id(run_guid, key), "", None, None


def _task(key: str, label: str, step: _Step) -> mapping.Task:
    guid, status, started_at, finished_at = step
    return mapping.Task(
        id=guid,
        component=key,
        label=label,
        status=status,
        started_at=started_at,
        finished_at=finished_at,
    )
