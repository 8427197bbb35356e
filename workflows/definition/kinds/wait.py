"""A pause, or a rest until an instant; no worker is held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from runs import expressions
from runs.definitions.reader import Reader, text
from runs.exceptions import ExpressionError, RequestError

ROOTS = frozenset({"input", "parameters", "steps", "run"})
FIELDS: tuple[str, ...] = ("for_s", "until")
# A year.
LONGEST_S = 31_536_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    # Seconds, or a template of them; "" where `until` says it.
    for_s: float | str
    # ISO 8601 with its offset, or a template of it; "" where `for_s` says it.
    until: str


def read(reader: Reader, *, own_origins: Sequence[str]) -> Details:
    del own_origins
    details = Details(
        for_s=reader.take("for_s", _read_seconds, default=""),
        until=reader.take("until", _read_instant, default=""),
    )
    refused = reader.sentences.keys() & set(FIELDS)
    if not refused and (details.for_s == "") == (details.until == ""):
        reader.refuse(
            "for_s", _("Say for how many seconds, or until when: one of the two.")
        )
    return details


def templates(details: Details) -> Mapping[str, Any]:
    return {"for_s": details.for_s, "until": details.until}


def planned(details: Details) -> dict[str, Any]:
    if details.until:
        return {"wait": {"until": details.until}}
    return {"wait": {"for_s": details.for_s}}


def _read_seconds(given: Any) -> float | str:
    if isinstance(given, str) and (not given or _stands_alone(given.strip())):
        return given.strip()
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not 0 <= given <= LONGEST_S:
        raise RequestError(
            "for_s",
            _("Give a number of seconds from 0 to %(most)d, or one expression.")
            % {"most": LONGEST_S},
        )
    return float(given)


def _read_instant(given: Any) -> str:
    instant = text("until", given).strip()
    if instant and not _is_template(instant):
        _check_instant(instant)
    return instant


def _check_instant(instant: str) -> None:
    try:
        has_offset = dt.datetime.fromisoformat(instant).tzinfo is not None
    except ValueError:
        has_offset = False
    if not has_offset:
        raise RequestError(
            "until",
            _(
                "Write an instant with its offset, as in 2026-01-31T09:00:00Z, or one "
                "expression."
            ),
        )


def _stands_alone(given: str) -> bool:
    """Whether it is one expression: inside a longer text a number becomes text."""
    return given.startswith(expressions.OPENING) and given.endswith(expressions.CLOSING)


def _is_template(given: str) -> bool:
    try:
        return expressions.are_in(given)
    except ExpressionError:
        # One that cannot be read is refused as such, later.
        return True
