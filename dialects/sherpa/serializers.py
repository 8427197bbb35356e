"""What requests of this door say, read and checked; pure."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts import keys
from dialects import lenient, scalars
from dialects.sherpa.errors import missing, refused
from dialects.sherpa.states import JobState

_FORMS: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
# Smaller numbers are no instants that anybody means: it is 2001.
_FIRST_EPOCH: Final = 1_000_000_000
LONGEST_S: Final = 2**31 - 1
LONGEST_REFERENCE: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """References are texts: a GUID, an id or a name."""

    guid: uuid.UUID | None
    process: str
    version: str
    robot: str
    stop_after_s: int | None
    # None: nothing was said.
    priority: int | None
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    # "": the one active job of the robot that calls.
    job: str
    robot: str
    status: JobState
    output: Mapping[str, Any]
    error: str


def read_new(said: lenient.Fields, zone: dt.tzinfo, *, now: dt.datetime) -> NewJob:
    """Raises RefusedError."""
    return NewJob(
        guid=_guid(said.said("Guid", "JobGuid")),
        process=_reference(said, "Process"),
        version=_reference(said, "ProcessVersion"),
        robot=_reference(said, "Robot"),
        stop_after_s=_seconds_until(said.said("StopAfter"), zone, now=now),
        priority=_priority(said.said("Priority")),
        parameters=_object("Parameters", said.said("Parameters")),
    )


def read_update(said: lenient.Fields) -> Update:
    """Raises RefusedError."""
    return Update(
        job=_text(said, "Guid", "JobGuid", "Id"),
        robot=_reference(said, "Robot"),
        status=_status(said.said("Status")),
        output=_object("Output", said.said("Output")),
        error=_text(said, "Error"),
    )


def read_ident(said: lenient.Fields) -> str:
    """Which thing is meant, where the address does not say it."""
    ident = _text(said, "Guid", "Id", "Name")
    if not ident:
        raise missing("Guid")
    return ident


def _reference(said: lenient.Fields, name: str) -> str:
    return _text(said, name, f"{name}Guid", f"{name}Id", f"{name}Name")


def _text(said: lenient.Fields, *names: str) -> str:
    value = said.said(*names)
    if value is None:
        return ""
    if isinstance(value, bool | float | list | dict):
        raise refused(names[0], _("Give a GUID, an id or a name."))
    return str(value).strip()


def _guid(value: Any) -> uuid.UUID | None:
    if value is None:
        return None
    guid = keys.read_guid(str(value).strip())
    if guid is None:
        raise refused("Guid", _("This is no GUID."))
    # What many a client sends for none; else all of its jobs would be one.
    return guid if guid.int else None


def _status(value: Any) -> JobState:
    if value is None:
        raise missing("Status")
    number = scalars.whole(value)
    if number is None or number not in JobState.__members__.values():
        raise refused("Status", _("There is no such state. Give one from 0 to 8."))
    return JobState(number)


def _priority(value: Any) -> int | None:
    if value is None:
        return None
    number = scalars.whole(value)
    if number not in {1, 2, 3}:
        raise refused("Priority", _("Give 1 (low), 2 (normal) or 3 (high)."))
    return number


def _object(field: str, value: Any) -> Mapping[str, Any]:
    """An object, or its JSON: a form has texts only."""
    if isinstance(value, str):
        try:
            value = lenient.read_text(value)
        except lenient.LenientError as error:
            raise refused(field, error.sentence) from error
    if value is not None and not isinstance(value, dict):
        raise refused(field, _('Give an object, as in {"name": "value"}.'))
    return value or {}


def _seconds_until(value: Any, zone: dt.tzinfo, *, now: dt.datetime) -> int | None:
    if value is None:
        return None
    until = _instant(value, zone)
    if until is None:
        sentence = _("Write the time as in 2026-01-31 09:00:00.")
        raise refused("StopAfter", sentence)
    # Upwards, so that the second that was asked for is read back.
    seconds = math.ceil((until - now).total_seconds())
    if not 0 < seconds <= LONGEST_S:
        sentence = _("This time is not to come, or too far away.")
        raise refused("StopAfter", sentence)
    return seconds


def _instant(value: Any, zone: dt.tzinfo) -> dt.datetime | None:
    """A local time of the account, one with its offset, or seconds since 1970."""
    epoch = scalars.whole(value)
    text = str(value).strip()
    try:
        if epoch is not None and epoch >= _FIRST_EPOCH:
            return dt.datetime.fromtimestamp(epoch, dt.UTC)
        return _local(text, zone) or _with_offset(text)
    except (ValueError, OverflowError, OSError):
        return None


def _local(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    for form in _FORMS:
        try:
            local = dt.datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
        return local.astimezone(dt.UTC)
    return None


def _with_offset(text: str) -> dt.datetime | None:
    # Dates without hyphens, and weeks, are ISO 8601 too and seldom meant.
    if text[4:5] != "-":
        return None
    instant = dt.datetime.fromisoformat(text)
    return instant.astimezone(dt.UTC) if instant.tzinfo else None
