"""The rows of runs that begin: once, or anew after a failure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from accounts.prepared import Prepared
from runs import inputs, plans, sealing, sql
from runs.choices import Origin, ProcessKind, Status, WaitingFor
from runs.models import Process, ProcessRun, ProcessVersion, Robot

# How long a published hint may take to have an effect before it counts as lost.
HINT_LOST_AFTER = dt.timedelta(seconds=10)
_WRITTEN: Final = Prepared(
    lambda run_id: ProcessRun.objects.filter(pk=run_id).order_by().values_list(), -1
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A run that is to begin; version and input are fixed here, not at its claim."""

    process: Process
    origin: Origin
    origin_guid: uuid.UUID | None = None
    due_at: dt.datetime | None = None
    input: Mapping[str, Any] = field(default_factory=dict)
    # Values of secret parameters in it are sealed already, as a schedule keeps them.
    is_sealed: bool = False
    # Step key to values for parameters of this step.
    step_input: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    # Names the workflow does not declare: "refuse" them, or "pass" them on.
    unknown_input: str = "refuse"
    # The lane of the starter (D3); a unique process has its own.
    lane: uuid.UUID | None = None
    # None: the current one.
    version: ProcessVersion | None = None
    # A caller's own: said again, it means the same run.
    idempotency_key: str | None = None
    # The run's own; None: a new one.
    guid: uuid.UUID | None = None
    # In place of the process's.
    robot: Robot | None = None
    stop_after_s: int | None = None
    # How often it is begun anew, from its first step, if it fails or is lost.
    repeats: int = 0
    depth: int = 0
    continued_from: uuid.UUID | None = None

    @property
    def version_id(self) -> int:
        found = self.version.pk if self.version else self.process.current_version_id
        assert found is not None
        return found


def insert(wanted: Sequence[Start], *, now: dt.datetime) -> list[int]:
    """Write these runs down, in one statement; returns their ids, in order."""
    return _inserted([_row(each, now=now) for each in wanted], now=now)


def begun(run_id: int) -> ProcessRun:
    """The run that `insert` has just written, as the database has it."""
    [row] = _WRITTEN.rows(run_id)
    # It has all columns, in the order of the fields: their names are not asked.
    return ProcessRun.from_db("default", (), row)


def anew(run_ids: Iterable[int], *, now: dt.datetime) -> list[int]:
    """Begin these ended runs once more from their start; returns the new ids.

    Left out are those whose process has been deleted or switched off.
    """
    ended = ProcessRun.objects.filter(
        pk__in=list(run_ids), process__archived_at=None, process__enabled=True
    )
    rows = [_row_anew(run, now=now) for run in ended.order_by("pk")]
    return _inserted(rows, now=now)


def _inserted(rows: Sequence[sql.Row], *, now: dt.datetime) -> list[int]:
    return sql.insert_rows(
        ProcessRun,
        rows,
        status=Status.WAITING,
        wake_at=now + HINT_LOST_AFTER,
        created_at=now,
    )


def _row(wanted: Start, *, now: dt.datetime) -> sql.Row:
    process = wanted.process
    robot_id = wanted.robot.pk if wanted.robot else process.robot_id
    return {
        "guid": wanted.guid or uuid.uuid4(),
        "account_id": process.account_id,
        "process_id": process.pk,
        "version_id": wanted.version_id,
        "input": _kept_input(wanted),
        "step_input": dict(wanted.step_input),
        "origin": wanted.origin,
        "origin_guid": wanted.origin_guid,
        "due_at": wanted.due_at,
        "depth": wanted.depth,
        "repeats_left": wanted.repeats,
        "repeat_of": None,
        "continued_from": wanted.continued_from,
        "lane": process.lane or wanted.lane,
        "robot_id": robot_id,
        "waiting_for": WaitingFor.ROBOT if robot_id else WaitingFor.TURN,
        "idempotency_key": wanted.idempotency_key,
        "deadline_at": _deadline(wanted, now=now),
    }


def _kept_input(wanted: Start) -> dict[str, Any]:
    # Jobs declare no parameters: the clock starts very many, and need not read plans.
    if wanted.process.kind == ProcessKind.JOB:
        return dict(wanted.input)
    plan = plans.of_version(wanted.version_id)
    done = wanted.input.keys() if wanted.is_sealed else set()
    filled = inputs.filled(plan, wanted.input)
    return sealing.sealed(filled, set(plan.secret_names) - done)


def _deadline(wanted: Start, *, now: dt.datetime) -> dt.datetime | None:
    seconds = wanted.stop_after_s or wanted.process.stop_after_s
    return None if seconds is None else now + dt.timedelta(seconds=seconds)


def _row_anew(run: ProcessRun, *, now: dt.datetime) -> sql.Row:
    """What the run was, as one that has not begun."""
    same = (
        *("account_id", "process_id", "version_id", "input", "step_input", "origin"),
        *("origin_guid", "due_at", "depth", "lane", "robot_id"),
    )
    allowed = run.deadline_at and run.deadline_at - run.created_at
    return {
        **{column: getattr(run, column) for column in same},
        "guid": uuid.uuid4(),
        "repeats_left": run.repeats_left - 1,
        "repeat_of": run.repeat_of or run.guid,
        "waiting_for": WaitingFor.ROBOT if run.robot_id else WaitingFor.TURN,
        "deadline_at": allowed and now + allowed,
    }
