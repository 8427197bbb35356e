"""What requests of this door say, read and checked; pure.

Every parameter may stand in the query, in a body of JSON or in a form; the query
wins. Each has two spellings: that of the real API and that of the document's table.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from dialects import lenient, scalars
from dialects.turm.errors import INVALID, Fault, RefusedError, missing
from schedules import planning, timing
from schedules.choices import Kind
from schedules.exceptions import NotationError
from schedules.notations import fields
from schedules.planning import Window

USUAL_MINUTES: Final = 60
MOST_MINUTES: Final = timing.MAX_INTERVAL_S // 60
CRON_TEXT: Final = ("cron", "crontab", "expression")
# What the fields of a job are called here.
NAMES: Final = {"method": "verb", "url": "uri", "headers": "header"}

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """Field values for `jobs.actions.create` and `schedules.actions.create`."""

    job: Values
    schedule: Values


class Said:
    """The parameters of one request; remembers every fault, so that all are told."""

    def __init__(self, query: Mapping[str, Any], body: Any) -> None:
        given = body if isinstance(body, dict) else {}
        self._sources = {
            "query": lenient.Fields(query),
            "body": lenient.Fields(given),
        }
        self._places: dict[str, tuple[str, str]] = {}
        self.faults: list[Fault] = []

    def take(self, name: str, *others: str, read: Callable[[Any], Any] = str) -> Any:
        """The value of a parameter, under whichever of its names; None if left out.

        `read` turns it into ours, and raises ValueError with a sentence.
        """
        for place, given in self._sources.items():
            found = {
                each: given[each]
                for each in (name, *others)
                if each in given and not scalars.is_absent(given[each])
            }
            if found:
                self._places[name] = place, next(iter(found))
                return self._read(name, list(found.values()), read)
        return None

    def require(self, name: str, *others: str) -> Any:
        value = self.take(name, *others)
        if name not in self._places:
            self.faults.append(missing(name))
        return value

    def refuse(self, name: str, sentence: str, *, kind: str = INVALID) -> None:
        """Remember that the parameter cannot be taken."""
        place, spelled = self._places.get(name, ("query", name))
        given = self._sources[place].get(spelled)
        fault = Fault(loc=(place, spelled), msg=sentence, type=kind, input=given)
        self.faults.append(fault)

    def finish(self) -> None:
        """Raise RefusedError if anything was refused."""
        if self.faults:
            raise RefusedError(self.faults)

    def _read(self, name: str, values: list[Any], read: Callable[[Any], Any]) -> Any:
        first, *rest = values
        if any(str(each).strip() != str(first).strip() for each in rest):
            self.refuse(name, _("It is given under two names, with different values."))
            return None
        try:
            return read(first)
        except _WrongError as wrong:
            self.refuse(name, wrong.sentence, kind=wrong.kind)
        except lenient.LenientError as error:
            self.refuse(name, error.sentence)
        return None


class _WrongError(ValueError):
    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind, self.sentence = kind, sentence


def read_interval_job(said: Said) -> NewJob:
    """Raises RefusedError."""
    job = _job(said)
    minutes = said.take("minutes", read=_minutes)
    said.finish()
    seconds = (USUAL_MINUTES if minutes is None else minutes) * 60
    return NewJob(job=job, schedule={"kind": Kind.INTERVAL, "expression": str(seconds)})


def read_cron_job(said: Said, *, zone: str, now: dt.datetime) -> NewJob:
    """Raises RefusedError; also for what would never come after `now`."""
    job = _job(said)
    schedule = _cron(said)
    if not said.faults:
        _check_plan(said, schedule, zone=zone, now=now)
    said.finish()
    return NewJob(job=job, schedule=schedule)


def refused(said: Said, sentences: Mapping[str, str]) -> RefusedError:
    """What the rules of jobs refused, under the names of this door."""
    for field, sentence in sentences.items():
        said.refuse(NAMES.get(field, field), sentence)
    return RefusedError(said.faults)


def _job(said: Said) -> Values:
    values = {
        "method": said.require("verb", "type"),
        "url": said.require("uri", "url"),
        "name": said.take("name"),
        "headers": said.take("header", "headers", read=_headers),
        "body": said.take("body", read=_body),
        "internal": said.take("internal", read=_flag),
    }
    return {name: value for name, value in values.items() if value is not None}


def _headers(given: Any) -> dict[str, str]:
    headers = lenient.read_text(given) if isinstance(given, str) else given
    if not isinstance(headers, dict):
        raise _WrongError("dict_type", _("Give an object of names and values."))
    return {name: _header_value(name, value) for name, value in headers.items()}


def _header_value(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        sentence = _("The header %(name)s needs a text as its value.")
        raise _WrongError("string_type", sentence % {"name": name[:40]})
    return str(value)


def _body(given: Any) -> str:
    if isinstance(given, str):
        return given
    return json.dumps(given, ensure_ascii=False)


def _flag(given: Any) -> bool:
    flag = scalars.flag(given)
    if flag is None:
        sentence = "Input should be a valid boolean, unable to interpret input"
        raise _WrongError("bool_parsing", sentence)
    return flag


def _minutes(given: Any) -> int:
    minutes = scalars.whole(given)
    if minutes is None:
        sentence = "Input should be a valid integer, unable to parse input"
        raise _WrongError("int_parsing", sentence)
    if minutes < 1:
        sentence = "Input should be greater than or equal to 1"
        raise _WrongError("greater_than_equal", sentence)
    if minutes > MOST_MINUTES:
        sentence = f"Input should be less than or equal to {MOST_MINUTES}"
        raise _WrongError("less_than_equal", sentence)
    return minutes


def _cron(said: Said) -> Values:
    text = said.take(*CRON_TEXT)
    named = {
        name: value
        for name in fields.FIELDS
        if (value := said.take(name, read=_cron_field)) is not None
    }
    if text is None:
        return {"kind": Kind.FIELDS, "expression": fields.joined(named)}
    if named:
        said.refuse("cron", _("Give either the eight fields or one text."))
    return {"kind": Kind.CRON, "expression": text.strip()}


def _cron_field(given: Any) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise _WrongError("string_type", "Input should be a valid string")
    text = str(given).strip()
    if "=" in text:
        # The fields are joined into one text, and this one must not name another.
        raise _WrongError("value_error", _("Leave the sign = out."))
    return text


def _check_plan(said: Said, schedule: Values, *, zone: str, now: dt.datetime) -> None:
    try:
        plan = timing.recurrence(**schedule, zone=zone)
    except NotationError as refusal:
        is_text = schedule["kind"] == Kind.CRON or refusal.field not in fields.FIELDS
        said.refuse("cron" if is_text else refusal.field, refusal.sentence)
        return
    if planning.next_at(plan, after=now, window=Window()) is None:
        said.refuse("cron", _("This would never run: no such date is to come."))
