"""A declared parameter as fields of a page, and as an object of a definition; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from runs import plan
from workflows.drafts import Sent, words
from workflows.drafts.step import Fields, Values

FIELDS = ("name", "type", "default", "required", "secret", "description", "null")


def read(sent: Sent, prefix: str) -> Values:
    kind = _one(sent, f"{prefix}-type") or plan.TEXT
    required = bool(_one(sent, f"{prefix}-required"))
    values = {
        "name": _one(sent, f"{prefix}-name").strip(),
        "type": kind,
        "required": required,
        "secret": bool(_one(sent, f"{prefix}-secret")),
        "description": words.lines(_one(sent, f"{prefix}-description")).strip(),
    }
    text = words.lines(_one(sent, f"{prefix}-default"))
    may_be_empty = kind == plan.TEXT and not required and not values["secret"]
    if text or (may_be_empty and not _one(sent, f"{prefix}-null")):
        values["default"] = text if kind == plan.TEXT else words.typed(text)
    return values


def send(values: Mapping[str, Any], prefix: str) -> Fields:
    """The fields that mean this object; `read` gives it back."""
    kind, default = str(values.get("type") or plan.TEXT), values.get("default")
    fields = {
        f"{prefix}-name": [str(values.get("name") or "")],
        f"{prefix}-type": [kind],
        f"{prefix}-description": [str(values.get("description") or "")],
        f"{prefix}-default": [_default(kind, default)],
    }
    for name in ("required", "secret"):
        if values.get(name):
            fields[f"{prefix}-{name}"] = ["on"]
    # An empty field means the empty text, unless there was no default at all.
    if default is None:
        fields[f"{prefix}-null"] = ["1"]
    return fields


def _default(kind: str, value: Any) -> str:
    if value is None:
        return ""
    if kind == plan.TEXT and isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _one(sent: Sent, name: str) -> str:
    given = sent.get(name, ())
    return given[-1] if given else ""
