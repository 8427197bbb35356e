"""What is done to drf-spectacular's document before and after it is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accounts.api.schema import PROBLEMS

Endpoint = tuple[str, str, str, Any]

PROBLEM = {
    "type": "object",
    "description": "A problem document, RFC 9457.",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string", "examples": ["Bad Request"]},
        "status": {"type": "integer", "examples": [400]},
        "detail": {
            "type": "string",
            "description": "What is wrong, and how it is mended.",
            "examples": ["url: Say which URL is called."],
        },
        "errors": {
            "type": "object",
            "description": "The same, by field.",
            "additionalProperties": True,
            "examples": [{"url": ["Say which URL is called."]}],
        },
        "state": {"type": "string", "description": "Of 409: what it is in now."},
    },
}


# What is shown only once it is known; what is sent says for itself whether it may be.
MAY_BE_NULL = frozenset(
    {
        *("due_at", "started_at", "finished_at", "deadline_at", "wake_at"),
        *("origin_guid", "repeat_of", "continued_from", "duration_ms"),
        *("paused_at", "paused_until", "next_fire_at", "until_at", "fired_at", "to"),
        *("revoked_at", "last_used_at", "last_seen_at"),
    }
)


def without_doubles(endpoints: Iterable[Endpoint], **_rest: Any) -> list[Endpoint]:
    """Of two spellings of an address, with and without its last slash, the first."""
    found = list(endpoints)
    paths = {path for path, *_rest_of in found}
    return [each for each in found if f"{each[0]}/" not in paths]


def with_problems(result: dict[str, Any], **_rest: Any) -> dict[str, Any]:
    """The components that the answers of our API refer to."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    components["responses"] = {
        f"Problem{status}": {
            "description": told,
            "content": {"application/problem+json": shape},
        }
        for status, told in PROBLEMS.items()
    }
    return result


def with_what_may_be_null(result: dict[str, Any], **_rest: Any) -> dict[str, Any]:
    """Read-only fields have no way to say it themselves."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request"):
            continue
        for field, told in schema.get("properties", {}).items():
            if field in MAY_BE_NULL and isinstance(told.get("type"), str):
                told["type"] = [told["type"], "null"]
    return result


def with_null_as_a_type(result: dict[str, Any], **_rest: Any) -> dict[str, Any]:
    """`nullable` is a word of OpenAPI 3.0; from 3.1 on null is one of the types."""
    pending: list[Any] = [result]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            if part.pop("nullable", False) is True and isinstance(part["type"], str):
                part["type"] = [part["type"], "null"]
            pending.extend(part.values())
        elif isinstance(part, list):
            pending.extend(part)
    return result
