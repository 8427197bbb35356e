"""What the OpenAPI document says of this door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema

TAG: Final = "Robusta"
Schema = dict[str, Any]
View = TypeVar("View", bound=Callable[..., Any])

_TEXT: Final[Schema] = {"type": "string"}
_FLAG: Final[Schema] = {"type": "string", "enum": ["Y", "N"]}


def _nullable(schema: Schema, about: str) -> Schema:
    enum = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**enum, "type": ["string", "null"], "description": about}


_START: Final[Schema] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "values": {
            "type": ["object", "null"],
            "description": "What the process gets as its input.",
        },
        "quartzDef": _nullable(_TEXT, "Quartz: six or seven fields, seconds first."),
        "startDate": _nullable(_TEXT, "yyyy-MM-dd HH:mm:ss, in the account's zone."),
        "endDate": _nullable(_TEXT, "The last instant at which it may run."),
        "runOnce": _nullable(_FLAG, "Only the first firing of the plan."),
        "runImmediately": _nullable(_FLAG, "Now, and then by the plan."),
        "retryCount": _nullable(_TEXT, "How often a run that fails is repeated."),
        "name": {**_TEXT, "minLength": 1, "description": "The process."},
        "worker": _nullable(_TEXT, "The id of a worker."),
    },
}
_STARTED: Final[Schema] = {
    "type": "object",
    "required": ["robustaSpid", "message"],
    "properties": {"robustaSpid": {**_TEXT, "format": "uuid"}, "message": _TEXT},
    "additionalProperties": False,
}
_STATUS: Final[Schema] = {
    "type": "object",
    "required": ["status", "message"],
    "properties": {
        "status": {
            "type": "string",
            "enum": ["WAITING", "RUNNING", "SUCCEEDED", "FAILED"],
        },
        "message": _TEXT,
    },
    # __out_<name>, once it has succeeded.
    "additionalProperties": True,
}
_MESSAGE: Final[Schema] = {
    "type": "object",
    "required": ["message"],
    "properties": {"message": _TEXT},
    "additionalProperties": False,
}
_SAMPLE: Final = OpenApiExample(
    "The document's own",
    value={
        "values": {"username": "Username", "surname": "User Surname"},
        "quartzDef": "0 6 6 ? * FRI",
        "startDate": "2020-11-16 16:56:00",
        "endDate": "2020-11-18 16:55:00",
        "runOnce": "N",
        "runImmediately": "N",
        "retryCount": "1",
        "name": "OneStepNotepadRunner",
    },
    request_only=True,
)


def _described(
    operation: str,
    good: Schema,
    *,
    summary: str,
    about: str,
    refusals: Sequence[int],
    **others: Any,
) -> Callable[[View], View]:
    answers: dict[Any, Any] = {
        (status, "application/json"): _MESSAGE for status in refusals
    }
    answers[200, "application/json"] = good
    return extend_schema(
        operation_id=operation,
        summary=summary,
        description=about,
        tags=[TAG],
        responses=answers,
        **others,
    )


start = _described(
    "robusta_start",
    _STARTED,
    summary="Start a process",
    about="Now, once at a time to come, or by a plan.",
    refusals=(400, 401, 403, 404, 429),
    request={"application/json": _START},
    examples=[_SAMPLE],
)
status = _described(
    "robusta_status",
    _STATUS,
    summary="The state of a process, and its outputs",
    about="Of what was started under this robustaSpid.",
    refusals=(401, 404, 429),
    parameters=[
        OpenApiParameter(
            "robustaSpid", OpenApiTypes.STR, OpenApiParameter.PATH, required=True
        )
    ],
)
