"""Another process: started, and waited for. Its run's output is the step's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from runs import texts
from runs.definitions.reader import Reader
from runs.exceptions import RequestError
from workflows.definition import fields

ROOTS = frozenset({"input", "parameters", "steps", "run"})
FIELDS: tuple[str, ...] = ("process", "input")
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    # Its GUID; as it was given, a number or name, until the account is looked at.
    process: str
    # Name → value or template.
    input: Mapping[str, Any]


def read(reader: Reader, *, own_origins: Sequence[str]) -> Details:
    del own_origins
    return Details(
        process=reader.take("process", _read_process, default=""),
        input=reader.take(
            "input", lambda given: fields.read_values("input", given), default={}
        ),
    )


def templates(details: Details) -> Mapping[str, Any]:
    return {"input": details.input}


def planned(details: Details) -> dict[str, Any]:
    return {"process": {"guid": details.process, "input": dict(details.input)}}


def _read_process(given: Any) -> str:
    is_number = isinstance(given, int) and not isinstance(given, bool)
    # Blanks within a name mean something; those around it do not.
    named = str(given).strip() if is_number or isinstance(given, str) else ""
    if not named or len(named) > LONGEST or texts.has_control(named):
        raise RequestError(
            "process", _("Name the process to start: its name, number or GUID.")
        )
    return named
