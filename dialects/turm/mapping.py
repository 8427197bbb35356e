"""Our words in Turm's, and a trigger as APScheduler prints it; pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from runs.choices import Status
from schedules.choices import Kind
from schedules.notations import fields, unix

NEW, RUNNING, FINISHED, FAILED = "new", "running", "finished", "failed"
_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        Status.WAITING: NEW,
        Status.RUNNING: RUNNING,
        Status.STOPPING: RUNNING,
        Status.SUCCEEDED: FINISHED,
        Status.FAILED: FAILED,
        Status.LOST: FAILED,
        Status.STOPPED: FAILED,
    }
)
# APScheduler's names for the five columns of a crontab, in their order.
_COLUMNS: Final = ("minute", "hour", "day", "month", "day_of_week")
_PRINTED: Final = ("month", "day", "day_of_week", "hour", "minute")
_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A day's number, and no step.
_DAY: Final = re.compile(r"(?<![/\d])[0-7](?!\d)")
_STEP: Final = re.compile(r"\*/(\d+)")


def state(status: str) -> str:
    """Turm's word for the state of a run (D2)."""
    return _STATES[status]


def trigger(kind: str, expression: str) -> str:
    """`interval[1:00:00]`, `cron[year='*', month='*', …, second='0']`.

    A crontab's days of the week are written as names: 0 is its Sunday, and
    APScheduler's Monday.
    """
    if kind == Kind.INTERVAL:
        return f"interval[{dt.timedelta(seconds=int(expression))}]"
    told = ", ".join(f"{name}='{text}'" for name, text in _told(kind, expression))
    return f"cron[{told}]"


def new_job(
    *, number: int, guid: Any, name: str, trigger: str, next_run: str | None
) -> dict[str, Any]:
    """The answer to a job that was made."""
    return {
        "id": number,
        "guid": str(guid),
        "name": name,
        "trigger": trigger,
        "next_run": next_run,
    }


def execution(
    *, guid: Any, name: str, status: str, message: str = ""
) -> dict[str, Any]:
    """The answer to a workflow that was started, or is under way."""
    told = {"message": message} if message else {}
    return {"id": str(guid), "name": name, "status": state(status), **told}


def moment(at: dt.datetime | None, zone: ZoneInfo) -> str | None:
    """An instant in the account's zone, to the second, with its offset."""
    return None if at is None else at.astimezone(zone).isoformat(timespec="seconds")


def _told(kind: str, expression: str) -> list[tuple[str, str]]:
    if kind == Kind.FIELDS:
        return list(fields.named(expression).items())
    text = unix.NICKNAMES.get(expression.lower(), expression.lower())
    columns = dict(zip(_COLUMNS, text.split(), strict=True))
    columns["day_of_week"] = _by_name(columns["day_of_week"])
    return [(name, columns[name]) for name in _PRINTED]


def _by_name(days: str) -> str:
    """A crontab's days of the week; its */2 begins with another day, too."""
    spelled = _STEP.sub(lambda found: ",".join(_DAYS[: 7 : int(found[1])]), days)
    return _DAY.sub(lambda found: _DAYS[int(found[0])], spelled)
