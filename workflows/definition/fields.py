"""Readers of single fields; each raises RequestError with a sentence; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from runs import texts
from runs.definitions import json_values
from runs.definitions.reader import text
from runs.exceptions import RequestError

# Of keys and names in expressions (D6).
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
LONGEST_NAME = 100
LONGEST_LINE = 200


def read_name(field: str, given: Any) -> str:
    """A name that may stand in an expression without quotes."""
    name = text(field, given).strip()
    if NAME.match(name) and len(name) <= LONGEST_NAME:
        return name
    raise RequestError(
        field,
        _(
            "Give a name of letters without accents, digits and _, at most %(most)d, "
            "not a digit first, as in query_1."
        )
        % {"most": LONGEST_NAME},
    )


def read_line(field: str, given: Any) -> str:
    line = text(field, given).strip()
    if len(line) > LONGEST_LINE or texts.has_control(line):
        raise RequestError(
            field,
            _("Give one line of at most %(most)d characters.") % {"most": LONGEST_LINE},
        )
    return line


def read_flag(field: str, given: Any, *, usual: bool) -> bool:
    if given == "":
        return usual
    if not isinstance(given, bool):
        raise RequestError(field, _("Write true or false."))
    return given


def read_values(field: str, given: Any) -> dict[str, Any]:
    """An object of values of JSON, whose names may be any text."""
    values = {} if given == "" else given
    if not isinstance(values, Mapping):
        raise RequestError(field, _('Give an object, as in {"name": "value"}.'))
    json_values.check(field, values)
    return dict(values)


def read_named(field: str, given: Any, *, most: int) -> dict[str, Any]:
    """An object of values of JSON, whose names may stand in expressions."""
    values = read_values(field, given)
    if len(values) > most:
        raise RequestError(
            field, _("There are more than %(most)d of these.") % {"most": most}
        )
    for name in values:
        if not NAME.match(name) or len(name) > LONGEST_NAME:
            raise RequestError(
                field,
                _(
                    "“%(name)s” cannot be a name here. Use letters without accents, "
                    "digits and _, not a digit first."
                )
                % {"name": texts.shown(name, 40)},
            )
    return values


def read_query(field: str, given: Any) -> str:
    """A bare expression; braces around it are taken off."""
    query = text(field, given).strip()
    if query.startswith("{{") and query.endswith("}}"):
        query = query.removeprefix("{{").removesuffix("}}").strip()
    return query


def as_template(query: str) -> str:
    """A bare expression as the rules for templates read it."""
    return f"{{{{ {query} }}}}" if query else ""
