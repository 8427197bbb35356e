"""What requests of this door say, read and checked; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from dialects import lenient, scalars
from dialects.nebula.codes import State
from dialects.nebula.errors import bad_param

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MILLISECOND: Final = dt.timedelta(milliseconds=1)
USUAL_SIZE, LARGEST_SIZE = 10, 1000
LAST_PAGE: Final = 1_000_000
LARGEST_NUMBER: Final = 2**63 - 1
LATEST_MS: Final = 253_370_764_800_000  # the year 9999

StepInput = dict[str, dict[str, str | int | float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Which jobs a list shows."""

    page: int = 1
    page_size: int = USUAL_SIZE
    ascending: bool = False
    status: State | None = None
    name: str = ""
    # The first instant that is meant, and the first one that no longer is.
    since: dt.datetime | None = None
    before: dt.datetime | None = None

    @property
    def is_filtered(self) -> bool:
        return self.status is not None or any((self.name, self.since, self.before))


def read_listing(said: Mapping[str, Any]) -> Listing:
    """`said` has `filter` (an object, or its JSON), `page` and `pageSize`."""
    wanted = _filter(said.get("filter"))
    until = _instant(wanted, "toCreateTime")
    name = wanted.get("name")
    return Listing(
        page=_whole(said, "page", usual=1, most=LAST_PAGE),
        page_size=_whole(said, "pageSize", usual=USUAL_SIZE, most=LARGEST_SIZE),
        ascending=_is_ascending(wanted),
        status=_status(wanted),
        name="" if scalars.is_absent(name) else str(name),
        since=_instant(wanted, "fromCreateTime"),
        # Its own millisecond is meant too.
        before=until + _MILLISECOND if until else None,
    )


def read_limit(said: Mapping[str, Any]) -> int:
    """How many rows of a result are wanted."""
    return _whole(said, "limit", usual=USUAL_SIZE, most=LARGEST_NUMBER)


def read_input(said: Mapping[str, Any]) -> StepInput:
    """Component → parameter → value, of the types that this door allows."""
    given = said.get("input")
    if scalars.is_absent(given):
        return {}
    tasks = _object("input", given)
    return {key: _parameters(f"input.{key}", task) for key, task in tasks.items()}


def _parameters(path: str, task: Any) -> dict[str, str | int | float]:
    given = {} if task is None else _object(path, task)
    for name, value in given.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise bad_param(f"{path}.{name}", _("Give a text or a number here."))
    return dict(given)


def _object(path: str, given: Any) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise bad_param(path, _('Give an object, as in {"name": "Tim Duncan"}.'))
    return given


def _filter(given: Any) -> lenient.Fields:
    if isinstance(given, str) and given.strip():
        try:
            given = lenient.read_text(given)
        except lenient.LenientError as error:
            raise bad_param("filter", error.sentence) from error
    if scalars.is_absent(given):
        given = {}
    return lenient.Fields(_object("filter", given))


def _status(wanted: lenient.Fields) -> State | None:
    if scalars.is_absent(wanted.get("status")):
        return None
    number = scalars.whole(wanted["status"])
    if number is None or number not in State.__members__.values():
        raise bad_param("filter.status", _("Give a number from 0 to 5."))
    return State(number)


def _is_ascending(wanted: lenient.Fields) -> bool:
    said = str(wanted.get("orderByCreateTime") or "desc").strip().lower()
    if said not in {"asc", "desc"}:
        raise bad_param("filter.orderByCreateTime", _("Write “asc” or “desc”."))
    return said == "asc"


def _instant(wanted: lenient.Fields, name: str) -> dt.datetime | None:
    if scalars.is_absent(wanted.get(name)):
        return None
    milliseconds = scalars.whole(wanted[name])
    if milliseconds is None or not 0 <= milliseconds <= LATEST_MS:
        sentence = _("Give a number of milliseconds since 1970.")
        raise bad_param(f"filter.{name}", sentence)
    return _EPOCH + milliseconds * _MILLISECOND


def _whole(said: Mapping[str, Any], name: str, *, usual: int, most: int) -> int:
    if scalars.is_absent(said.get(name)):
        return usual
    number = scalars.whole(said[name])
    if number is None or not 1 <= number <= most:
        sentence = _("Give a whole number from 1 to %(most)d.") % {"most": most}
        raise bad_param(name, sentence)
    return number
