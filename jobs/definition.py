"""What people say about a job, read into one checked value; pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jobs.exceptions import InvalidJobError
from runs import names, switches
from runs.definitions import request
from runs.definitions.reader import Reader, text
from runs.definitions.request import Request
from runs.exceptions import RequestError

# What the texts of a job may look up between {{ and }}.
ROOTS = frozenset({"input", "run", "secrets"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition(Request):
    name: str


def read(values: Mapping[str, Any], *, own_origins: Sequence[str]) -> Definition:
    """Check field values as a user gave them; raises InvalidJobError.

    `own_origins` ("http://host:port") are cut off the URL of an internal job.
    """
    reader = Reader(values)
    call = request.read(reader, own_origins=own_origins)
    name = reader.take("name", _read_name, default="")
    reader.check_templates(ROOTS, url=call.url, headers=call.headers, body=call.body)
    if sentences := {**reader.sentences, **switches.refusals(values)}:
        raise InvalidJobError(sentences)
    usual = f"{call.method.lower()}|{call.url}"[: names.LONGEST]
    fields = {each.name: getattr(call, each.name) for each in dataclasses.fields(call)}
    return Definition(**fields, name=name or usual)


def _read_name(given: Any) -> str:
    name = text("name", given).strip()
    if refusal := names.refusal(name):
        raise RequestError("name", refusal)
    return name
