"""What the OpenAPI document says of this door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema

from dialects.turm.serializers import MOST_MINUTES, USUAL_MINUTES

TAG: Final = "TurmJobs"
# FastAPI's, as the links of the document say them: name, path and verb of the route.
INTERVAL_ID: Final = "Neuen_interval_Job_anlegen_schedule_interval_newjob__post"
CRON_ID: Final = "Neuen_Corn_Job_anlegen_schedule_cron_newjob__post"

Schema = dict[str, Any]
View = TypeVar("View", bound=Callable[..., Any])

_TEXT: Final[Schema] = {"type": "string"}
_FLAG: Final[Schema] = {"type": "boolean"}


def _query(
    name: str, about: str, schema: Schema = _TEXT, *, required: bool = False
) -> OpenApiParameter:
    return OpenApiParameter(name, schema, required=required, description=about)


_CALL: Final = (
    _query("verb", "The HTTP verb, in any case: POST.", required=True),
    _query(
        "uri",
        "A full address; of an internal job the path only, as in "
        "/workflow/execute/NAME.",
        required=True,
    ),
    _query("name", "Left out, it is verb|uri."),
    _query("header", "An object, as in {'accept': 'application/json'}."),
    _query("body", "The body of the call, mostly empty."),
    _query(
        "internal",
        "A call to this site itself: credentials and accept are added. Left out, it "
        "is so where the uri begins with /.",
        _FLAG,
    ),
)
_MINUTES: Final = _query(
    "minutes",
    "How often it runs, in minutes.",
    {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_MINUTES,
        "default": USUAL_MINUTES,
    },
)
_FIELDS: Final = (
    *(
        _query(name, "As APScheduler reads it.", {**_TEXT, "default": "*"})
        for name in ("year", "month", "day", "week")
    ),
    _query("day_of_week", "0 is Monday; or mon to sun.", {**_TEXT, "default": "*"}),
    *(
        _query(name, "As APScheduler reads it.", {**_TEXT, "default": "*"})
        for name in ("hour", "minute")
    ),
    _query("second", "As APScheduler reads it.", {**_TEXT, "default": "0"}),
    _query("cron", "In place of the eight: five fields, where 0 and 7 are Sunday."),
)


def _object(required: Sequence[str], **properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
    }


_JOB: Final = _object(
    ("id", "guid", "name", "trigger", "next_run"),
    id={"type": "integer", "format": "int64"},
    guid={"type": "string", "format": "uuid"},
    name=_TEXT,
    trigger=_TEXT,
    next_run={"type": ["string", "null"], "format": "date-time"},
)
_RUN: Final = _object(
    ("id", "name", "status"),
    id={"type": "string", "format": "uuid"},
    name=_TEXT,
    status={"type": "string", "enum": ["new", "running", "finished", "failed"]},
    message=_TEXT,
)
_DETAIL: Final = _object(("detail",), detail=_TEXT)
_INVALID: Final = _object(
    ("detail",),
    detail={
        "type": "array",
        "items": _object(
            ("type", "loc", "msg", "input"),
            type=_TEXT,
            loc={
                "type": "array",
                "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            },
            msg=_TEXT,
            input={},
        ),
    },
)
_EXTRA: Final[Schema] = {
    "oneOf": [
        {
            "type": "array",
            "description": "For each step, in order, values of its parameters.",
            "items": {"type": ["object", "null"]},
        },
        {"type": "object", "description": "Values of the workflow's parameters."},
    ]
}
_SECOND_STEP: Final = OpenApiExample(
    "the second step",
    value=[{}, {"filter": " \"name\" ='schlumberger digital' "}],
    request_only=True,
)


def _described(
    operation: str,
    good: Schema,
    *,
    summary: str,
    about: str,
    parameters: Sequence[OpenApiParameter] = (),
    examples: Sequence[OpenApiExample] = (),
    refusals: Sequence[int] = (400, 401, 403, 429),
    request: Schema | None = None,
    **others: Any,
) -> Callable[[View], View]:
    answers: dict[Any, Any] = {
        (status, "application/json"): _DETAIL for status in refusals
    }
    answers[200, "application/json"] = good
    answers[422, "application/json"] = _INVALID
    return extend_schema(
        operation_id=operation,
        summary=summary,
        description=about,
        tags=[TAG],
        parameters=[*parameters],
        request={"application/json": request} if request else None,
        responses=answers,
        examples=[*examples],
        **others,
    )


interval_job = _described(
    INTERVAL_ID,
    _JOB,
    summary="Neuen Interval Job Anlegen",
    about="Make a job that calls an address every so many minutes.",
    parameters=(*_CALL, _MINUTES),
)
cron_job = _described(
    CRON_ID,
    _JOB,
    summary="Neuen Corn Job Anlegen",
    about="Make a job that calls an address at certain times.",
    parameters=(*_CALL, *_FIELDS),
)
execute = _described(
    "workflow_execute",
    _RUN,
    summary="Start a workflow by its name",
    about="Of one that runs one at a time, the run that is not over answers.",
    request=_EXTRA,
    examples=(_SECOND_STEP,),
    refusals=(400, 401, 403, 404, 409, 429),
)
webhook = _described(
    "webhook",
    _RUN,
    summary="Start a workflow by its secret address",
    about="Without a key: the name in the path is the secret, or it is the token.",
    parameters=(_query("token", "The secret, where the address names the workflow."),),
    request=_EXTRA,
    refusals=(400, 403, 404, 409),
    auth=[],
)
