"""The parameters that a workflow declares; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from runs import inputs, texts
from runs.definitions import json_values
from runs.definitions.reader import Reader, text
from runs.exceptions import RequestError
from runs.plan import TEXT, TYPES, Parameter, Plan
from workflows.definition import fields
from workflows.definition.values import MOST_PARAMETERS

FIELDS = ("name", "type", "required", "default", "secret", "description")
LONGEST_DESCRIPTION = 1_000


def read(given: Any) -> tuple[tuple[Parameter, ...], dict[str, str]]:
    """The parameters, and a sentence for each place to be mended."""
    if given in (None, ""):
        return (), {}
    if not isinstance(given, list | tuple):
        return (), {"parameters": _("Give a list of parameters.")}
    if len(given) > MOST_PARAMETERS:
        sentence = _("There are more than %(most)d parameters. Leave some out.")
        return (), {"parameters": sentence % {"most": MOST_PARAMETERS}}
    found: list[Parameter] = []
    sentences: dict[str, str] = {}
    for place, each in enumerate(given):
        parameter, refused = _read_one(each)
        found.append(parameter)
        sentences |= {f"parameters.{place}{at}": said for at, said in refused.items()}
    return tuple(found), {**_doubles(found), **sentences}


def _read_one(given: Any) -> tuple[Parameter, dict[str, str]]:
    if not isinstance(given, Mapping):
        return Parameter(name=""), {"": _("Give an object with a name and a type.")}
    reader = Reader(given)
    take = reader.take
    parameter = Parameter(
        name=take("name", lambda it: fields.read_name("name", it), default=""),
        type=take("type", _read_type, default=TEXT),
        required=take("required", lambda it: _flag("required", it), default=False),
        default=given.get("default"),
        secret=take("secret", lambda it: _flag("secret", it), default=False),
        description=take("description", _read_description, default=""),
    )
    _check_fields(reader)
    _check_default(reader, parameter)
    return parameter, {f".{name}": said for name, said in reader.sentences.items()}


def _check_fields(reader: Reader) -> None:
    for name in reader.values:
        if name not in FIELDS:
            reader.refuse(
                texts.shown(str(name), 40),
                _("A parameter has only %(names)s. Leave this out.")
                % {"names": ", ".join(FIELDS)},
            )


def _check_default(reader: Reader, parameter: Parameter) -> None:
    if parameter.default is None or reader.sentences:
        return
    if parameter.secret:
        reader.refuse(
            "default",
            _("A secret has no default, which everybody could read. Leave it empty."),
        )
    try:
        json_values.check("default", parameter.default)
    except RequestError as refusal:
        reader.refuse("default", refusal.sentence)
    alone = Plan(parameters=(parameter,))
    given = {parameter.name: parameter.default}
    for said in inputs.refusals(alone, given, {}).values():
        reader.refuse("default", said)


def _read_type(given: Any) -> str:
    if given == "":
        return TEXT
    if not isinstance(given, str) or given not in TYPES:
        raise RequestError(
            "type", _("Choose one of %(types)s.") % {"types": ", ".join(TYPES)}
        )
    return given


def _flag(field: str, given: Any) -> bool:
    return fields.read_flag(field, given, usual=False)


def _read_description(given: Any) -> str:
    description = text("description", given)
    if len(description) > LONGEST_DESCRIPTION or not texts.is_storable(description):
        raise RequestError(
            "description",
            _("Give a text of at most %(most)d characters.")
            % {"most": LONGEST_DESCRIPTION},
        )
    return description


def _doubles(found: list[Parameter]) -> dict[str, str]:
    counts = Counter(each.name for each in found)
    return {
        f"parameters.{place}.name": _("There is another parameter of this name.")
        + " "
        + _("Choose another name.")
        for place, each in enumerate(found)
        if each.name and counts[each.name] > 1
    }
