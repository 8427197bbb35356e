"""What is known after a test: the definitions, the ledger's rows, and what the target
itself wrote down. Values only; where they come from is not known here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

FINAL = frozenset({"succeeded", "failed", "stopped", "lost", "skipped"})
ACTIVE = frozenset({"running", "stopping"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """An interval schedule: it fires at `anchor_at + n * every`, n = 1, 2, …"""

    schedule: int
    guid: str
    anchor_at: dt.datetime
    every: dt.timedelta
    grace: dt.timedelta
    # Up to here the clock says that it has decided everything.
    decided_until: dt.datetime
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of Occurrence."""

    schedule: int
    due_at: dt.datetime
    fired_at: dt.datetime
    outcome: str
    reason: str = ""
    until_at: dt.datetime | None = None
    count: int = 1
    run: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    id: int
    guid: str
    status: str
    error: str
    lane: str | None
    origin: str
    due_at: dt.datetime | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    wake_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A row of StepRun; `key` is the Idempotency-Key of its attempts."""

    key: str
    run: int
    status: str
    error: str
    idempotent: bool
    attempts_made: int
    lease_until: dt.datetime | None
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    # Whether this run made a call for it: no other kind does, and none that was taken
    # over.
    calls: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    key: str
    number: int
    reason: str
    response_status: int | None
    started_at: dt.datetime
    finished_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A line of the target's own log."""

    key: str
    number: int
    at: dt.datetime
    # The status it was answered with; None if the answer never went out.
    answered: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What our API said of a run; `at` is when that had arrived."""

    run: str
    at: dt.datetime
    # 0 if nothing was answered.
    code: int
    # "" if none was told.
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything, read while nothing was under way."""

    read_at: dt.datetime
    timetables: tuple[Timetable, ...] = ()
    entries: tuple[Entry, ...] = ()
    runs: tuple[Run, ...] = ()
    steps: tuple[Step, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    requests: tuple[Request, ...] = ()
    answers: tuple[Answer, ...] = ()
