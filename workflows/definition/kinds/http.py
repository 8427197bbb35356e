"""One call."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from runs.definitions import bodies, request
from runs.definitions.reader import Reader
from runs.definitions.request import Request
from runs.exceptions import RequestError
from workflows.definition import fields

ROOTS = frozenset({"input", "parameters", "steps", "run", "secrets"})
MOST_QUERY_PARAMETERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Details(Request):
    # Added to the URL, percent-encoded: name → text, number, true or false, template.
    query: Mapping[str, Any]


FIELDS = tuple(each.name for each in dataclasses.fields(Details))


def read(reader: Reader, *, own_origins: Sequence[str]) -> Details:
    call = request.read(reader, own_origins=own_origins, read_body=bodies.read)
    shared = {each.name: getattr(call, each.name) for each in dataclasses.fields(call)}
    query = reader.take("query", _read_query, default={})
    return Details(**shared, query=query)


def templates(details: Details) -> Mapping[str, Any]:
    """Its templates, by field."""
    names = ("url", "query", "headers", "body")
    return {name: getattr(details, name) for name in names}


def planned(details: Details) -> dict[str, Any]:
    made = request.planned(details)
    if details.query:
        made["request"]["query"] = dict(details.query)
    return made


def _read_query(given: Any) -> dict[str, Any]:
    query = fields.read_values("query", given)
    if len(query) > MOST_QUERY_PARAMETERS or "" in query:
        raise RequestError(
            "query",
            _("Give at most %(most)d parameters, each with a name.")
            % {"most": MOST_QUERY_PARAMETERS},
        )
    if not all(isinstance(value, str | int | float) for value in query.values()):
        raise RequestError(
            "query", _("Give a text, a number, true or false for each parameter.")
        )
    return query
