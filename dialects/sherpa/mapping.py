"""What our runs, processes and versions look like at this door; pure.

The types are the documents', down to which number is a text.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Final

from dialects.sherpa import states

_FORM: Final = "%Y-%m-%d %H:%M:%S"
_PK_BITS: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A run, as far as this door speaks of it."""

    id: int
    guid: uuid.UUID
    status: str
    stop_kind: str
    version_id: int
    robot_id: int | None
    account_id: int
    schedule_id: int | None
    deadline_at: dt.datetime | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    id: int
    number: int
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    number: int
    guid: uuid.UUID
    name: str
    description: str
    account_id: int
    is_deleted: bool
    created_at: dt.datetime
    updated_at: dt.datetime


def created(job: Job, zone: dt.tzinfo) -> dict[str, Any]:
    """The answer to `job/create`: the GUID, and the eight fields of its document."""
    return {"guid": str(job.guid), **_eight(job, zone)}


def read(job: Job, zone: dt.tzinfo) -> dict[str, Any]:
    return {"id": str(job.id), "guid": str(job.guid), **_eight(job, zone)}


def process(found: Process, version: Version, zone: dt.tzinfo) -> dict[str, str]:
    return {
        "id": str(found.number),
        "guid": str(found.guid),
        "name": found.name,
        "description": found.description,
        "process_version_id": str(version.id),
        # Ours run everywhere.
        "min_version_to_run": "",
        "created": moment(found.created_at, zone),
        "updated": moment(found.updated_at, zone),
        "is_deleted": _flag(found.is_deleted),
        "account_id": str(found.account_id),
        # A process, and no package.
        "process_type": "0",
        "process_version_guid": str(version_guid(found.guid, version.id)),
    }


def version(found: Version, of: Process, zone: dt.tzinfo) -> dict[str, str]:
    return {
        "id": str(found.id),
        "guid": str(version_guid(of.guid, found.id)),
        "process_id": str(of.number),
        "name": version_name(of.name, found.number),
        "description": of.description,
        # There is no file: a version is a plan.
        "process_file_name": "",
        "created": moment(found.created_at, zone),
        "updated": moment(found.created_at, zone),
        "is_deleted": _flag(of.is_deleted),
        "account_id": str(of.account_id),
    }


def version_name(name: str, number: int) -> str:
    return f"{name} v{number}"


def version_guid(process: uuid.UUID, version_id: int) -> uuid.UUID:
    """The GUID of a version: its process's, with its id in the last 48 bits.

    Versions have none of their own below this door. Marked as version 8 of RFC 9562,
    which is for GUIDs of one's own making.
    """
    head = process.int >> _PK_BITS << _PK_BITS
    marked = head & ~(0xF << 76) & ~(0x3 << 62) | 0x8 << 76 | 0x2 << 62
    return uuid.UUID(int=marked | version_id)


def version_id(guid: uuid.UUID) -> int | None:
    """The id that a version's GUID holds; None if it is not one."""
    return guid.int & (1 << _PK_BITS) - 1 if guid.version == 8 else None


def moment(at: dt.datetime, zone: dt.tzinfo) -> str:
    return at.astimezone(zone).strftime(_FORM)


def _eight(job: Job, zone: dt.tzinfo) -> dict[str, Any]:
    known = (job.created_at, job.started_at, job.finished_at)
    stop_after = moment(job.deadline_at, zone) if job.deadline_at else None
    return {
        "status": int(states.of(job.status, job.stop_kind)),
        "process_version_id": str(job.version_id),
        "robot_id": job.robot_id,
        "account_id": job.account_id,
        "schedule_id": job.schedule_id,
        "stop_after": stop_after,
        "created_at": moment(job.created_at, zone),
        "updated_at": moment(max(at for at in known if at), zone),
    }


def _flag(value: bool) -> str:  # noqa: FBT001 - it is the value
    return "1" if value else "0"
