"""What a start request of this door says, read and checked; pure.

Of the nine fields only `name` is required; empty and null are the same as left out.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts import keys
from dialects import lenient, scalars
from dialects.robusta.errors import RobustaError
from runs import plan
from runs.plan import Plan
from schedules import policies, timing
from schedules.exceptions import NotationError
from schedules.notations.rule import FIRST_YEAR, LAST_YEAR

_DATE: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})"
    r"(?:[T ]+(\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
FIRST_SECOND, LAST_SECOND = "00:00:00", "23:59:59"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A process to start: by a plan, at an instant, or now."""

    name: str
    values: Mapping[str, Any]
    # Canonical Quartz; "" without a plan.
    quartz: str = ""
    starts_at: dt.datetime | None = None
    # Inclusive.
    ends_at: dt.datetime | None = None
    once: bool = False
    immediately: bool = False
    repeats: int = 0
    worker: uuid.UUID | None = None


def read_start(said: lenient.Fields, *, zone: ZoneInfo) -> Wanted:
    """Raises RobustaError; dates without a zone are read in `zone`."""
    wanted = Wanted(
        name=_required(said, "name"),
        values=_taken(said, "values", _values) or {},
        quartz=_taken(said, "quartzDef", _quartz) or "",
        starts_at=_taken(said, "startDate", lambda text: _start(text, zone)),
        ends_at=_taken(said, "endDate", lambda text: _end(text, zone)),
        once=_taken(said, "runOnce", _flag) or False,
        immediately=_taken(said, "runImmediately", _flag) or False,
        repeats=_taken(said, "retryCount", _repeats) or 0,
        worker=_taken(said, "worker", _worker),
    )
    if wanted.starts_at and wanted.ends_at and wanted.ends_at < wanted.starts_at:
        raise RobustaError("endDate", _("It lies before startDate."))
    return wanted


def fitted(values: Mapping[str, Any], to: Plan) -> dict[str, Any]:
    """The values in the types of the declared parameters, as clients send texts.

    What does not fit is left as it is: the rules of a start say why it cannot be.
    """
    types = {each.name: each.type for each in to.parameters or ()}
    return {name: _fitted(value, types.get(name)) for name, value in values.items()}


def _fitted(value: Any, type_: str | None) -> Any:
    if type_ == plan.TEXT and isinstance(value, int | float):
        # As it was written: true, not Python's True.
        return json.dumps(value)
    if type_ in {plan.NUMBER, plan.BOOLEAN} and isinstance(value, str):
        if not value.strip():
            return None
        if type_ == plan.BOOLEAN:
            flag = scalars.flag(value)
            return value if flag is None else flag
        return scalars.of_word(value.strip())
    return value


def _required(said: lenient.Fields, name: str) -> str:
    given = _taken(said, name, _text)
    if given is None:
        raise RobustaError(name, _("Say which process is to start."))
    return given


def _taken(said: lenient.Fields, name: str, read: Callable[[Any], T]) -> T | None:
    given = said.get(name)
    if scalars.is_absent(given):
        return None
    try:
        return read(given)
    except _WrongError as wrong:
        raise RobustaError(name, wrong.sentence) from wrong


class _WrongError(ValueError):
    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _text(given: Any) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise _WrongError(_("Give a text here."))
    return str(given)


def _values(given: Any) -> Mapping[str, Any]:
    try:
        value = lenient.read_text(given) if isinstance(given, str) else given
    except lenient.LenientError as error:
        raise _WrongError(error.sentence) from error
    if not isinstance(value, dict):
        raise _WrongError(_('Give an object, as in {"username": "…"}.'))
    return value


def _quartz(given: Any) -> str:
    try:
        return timing.rule(timing.QUARTZ, _text(given)).text
    except NotationError as refusal:
        raise _WrongError(refusal.sentence) from refusal


def _start(given: Any, zone: ZoneInfo) -> dt.datetime:
    return _moment(given, zone, usual=FIRST_SECOND)


def _end(given: Any, zone: ZoneInfo) -> dt.datetime:
    """A day alone is meant as a whole."""
    return _moment(given, zone, usual=LAST_SECOND)


def _moment(given: Any, zone: ZoneInfo, *, usual: str) -> dt.datetime:
    found = _DATE.fullmatch(_text(given).strip(" ,"))
    day, time, offset = found.groups() if found else ("", "", "")
    try:
        moment = dt.datetime.fromisoformat(f"{day}T{time or usual}{offset or ''}")
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment = moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        sentence = _("Write it as in 2020-11-16 16:56:00.")
        raise _WrongError(sentence) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        sentence = _("The year is outside %(first)s-%(last)s.")
        raise _WrongError(sentence % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return moment


def _flag(given: Any) -> bool:
    flag = scalars.flag(given)
    if flag is None:
        raise _WrongError(_("Write Y or N."))
    return flag


def _repeats(given: Any) -> int:
    repeats = scalars.whole(given)
    if repeats is None or not 0 <= repeats <= policies.MOST_REPEATS:
        sentence = _("Give a whole number from 0 to %(most)d.")
        raise _WrongError(sentence % {"most": policies.MOST_REPEATS})
    return repeats


def _worker(given: Any) -> uuid.UUID:
    guid = keys.read_guid(_text(given).strip())
    if guid is None:
        raise _WrongError(_("Give the id of a worker, as its parameters page has it."))
    return guid
