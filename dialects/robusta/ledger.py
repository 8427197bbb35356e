"""What this door reads of an account's plans and runs: few columns, few queries."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final
from zoneinfo import ZoneInfo

from accounts import keys
from accounts.api.owned import Owned
from accounts.lookups import Beside, Rows
from accounts.models import Account
from accounts.prepared import Prepared
from dialects import labels
from dialects.robusta import mapping
from dialects.robusta.errors import no_spid
from runs.choices import ACTIVE, FINAL, Status
from runs.models import ProcessRun, Robot, StepRun
from schedules.models import Schedule

_COLUMNS: Final = (
    *("id", "status", "waiting_for", "wake_at", "error", "output"),
    *("robot_id", "lane", "version_id", "repeats_left"),
)
_PLAN: Final = ("next_fire_at", "paused_at", "error", "archived_at")
_RUN = Owned(
    lambda **condition: (
        ProcessRun.objects.filter(**condition).order_by().values_list(*_COLUMNS)
    )
)
_OF_PLAN = Prepared(
    lambda guid, account: (
        ProcessRun.objects.filter(origin_guid=guid, account=account)
        .order_by("-id")
        .values_list(*_COLUMNS)[:1]
    ),
    uuid.UUID(int=1),
    -1,
)
_REPEATED = Prepared(
    lambda guid, account: (
        ProcessRun.objects.filter(repeat_of=guid, account=account)
        .order_by("-id")
        .values_list(*_COLUMNS)[:1]
    ),
    uuid.UUID(int=1),
    -1,
)
_PLANS = Prepared(
    lambda guid, account: Schedule.objects.filter(
        guid=guid, process__account=account
    ).values_list(*_PLAN),
    uuid.UUID(int=1),
    -1,
)

Row = dict[str, Any]


def beside(column: str, key: Any, spid: str) -> Beside | None:
    """The run of a robustaSpid, asked for together with the key (see Door)."""
    return _RUN.beside(column, key, _named(spid))


def status(
    account: Account, spid: str, *, rows: Rows | None = None, now: dt.datetime
) -> dict[str, Any]:
    """The answer for a robustaSpid, of a plan or of a run; raises NotFound.

    `rows` are what `beside` has found; None if it was not asked.
    """
    wanted, zone = _named(spid), ZoneInfo(account.time_zone)
    if wanted is None:
        raise no_spid()
    guid = wanted["guid"]
    for row in _RUN.rows(account.pk, wanted) if rows is None else rows:
        run = dict(zip(_COLUMNS, row, strict=True))
        return mapping.of_run(_told(_latest(run, guid, account), now=now), zone)
    found = _PLANS.first(guid, account.pk)
    latest = _of_plan(guid, account)
    if found is None or (latest is None and found[_PLAN.index("archived_at")]):
        raise no_spid()
    told = None if latest is None else _told(latest, now=now)
    return mapping.of_plan(_plan(found), told, zone)


def _named(spid: str) -> dict[str, uuid.UUID] | None:
    guid = keys.read_guid(spid.strip())
    return None if guid is None else {"guid": guid}


def _plan(row: tuple[Any, ...]) -> mapping.Plan:
    next_at, paused_at, error, archived_at = row
    is_paused = paused_at is not None and archived_at is None
    return mapping.Plan(next_at=next_at, is_paused=is_paused, error=error)


def _latest(run: Row, guid: uuid.UUID, account: Account) -> Row:
    """The newest of the runs that repeat it, once it has failed."""
    if run["status"] not in {Status.FAILED, Status.LOST} or not run["repeats_left"]:
        return run
    return _row(_REPEATED, guid, account) or run


def _of_plan(guid: uuid.UUID, account: Account) -> Row | None:
    """The run that is under way, else the newest one."""
    newest = _row(_OF_PLAN, guid, account)
    if newest is None or newest["status"] != Status.WAITING:
        return newest
    runs = ProcessRun.objects.filter(origin_guid=guid, account=account)
    active = runs.filter(status__in=ACTIVE).order_by("-id")
    row = active.values_list(*_COLUMNS).first()
    return newest if row is None else dict(zip(_COLUMNS, row, strict=True))


def _row(query: Prepared, guid: uuid.UUID, account: Account) -> Row | None:
    found = query.first(guid, account.pk)
    return None if found is None else dict(zip(_COLUMNS, found, strict=True))


def _told(row: Row, *, now: dt.datetime) -> mapping.Run:
    same = ("status", "waiting_for", "wake_at", "error", "output")
    told = {name: row[name] for name in same}
    if row["status"] in FINAL:
        return mapping.Run(**told)
    if row["status"] == Status.WAITING:
        return mapping.Run(**told, **_before_it(row, now=now))
    return mapping.Run(**told, stage=_stage(row))


def _before_it(row: Row, *, now: dt.datetime) -> dict[str, Any]:
    """What stands before a run that waits."""
    lane = row["lane"]
    told: dict[str, Any] = {}
    if lane is not None:
        active = ProcessRun.objects.filter(lane=lane, status__in=ACTIVE)
        told["is_behind"] = active.exists()
    if row["robot_id"] is not None:
        robot = Robot.objects.get(pk=row["robot_id"])
        told |= {"robot": robot.name, "robot_is_there": robot.is_present(now)}
    return told


def _stage(row: Row) -> str:
    states = StepRun.objects.filter(run=row["id"]).values_list("key", "status")
    return mapping.stage(labels.of_version(row["version_id"]), dict(states))
