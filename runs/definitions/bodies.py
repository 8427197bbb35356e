"""The body of a call: a text, or {"json": …}, {"form": …}, {"text": …}; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from runs import outgoing
from runs.definitions import json_values
from runs.definitions.reader import text
from runs.exceptions import RequestError

# A text, or one of KINDS with its value.
Body = str | Mapping[str, Any]
KINDS = ("json", "form", "text")
_TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}


def read_text(given: Any) -> str:
    return outgoing.check_body(text("body", given))


def read(given: Any) -> Body:
    """The body; {"text": …} comes back as its text. Raises RequestError."""
    if not isinstance(given, Mapping):
        return read_text(given)
    if len(given) != 1 or not set(given) <= set(KINDS):
        raise RequestError(
            "body",
            _("Give a text, or an object with one of the keys %(kinds)s.")
            % {"kinds": ", ".join(KINDS)},
        )
    [(kind, value)] = given.items()
    if kind == "text":
        return read_text(value)
    if kind == "form":
        _check_form(value)
    json_values.check("body", value)
    outgoing.check_body(json.dumps(value, ensure_ascii=False))
    return {kind: value}


def planned(body: Body) -> dict[str, Any]:
    """As a plan holds it."""
    return {"text": body} if isinstance(body, str) else dict(body)


def content_type(body: Body) -> str:
    """What is sent where no content type is given; "" for a text."""
    return "" if isinstance(body, str) else _TYPES[next(iter(body))]


def _check_form(value: Any) -> None:
    is_form = isinstance(value, Mapping) and all(map(_is_field, value.values()))
    if not is_form:
        raise RequestError(
            "body",
            _(
                "A form is an object of texts, numbers, true or false, or of lists of "
                "these. Write it so, or send it as json."
            ),
        )


def _is_field(value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return all(isinstance(each, str | int | float | bool) for each in values)
