"""What the OpenAPI document says of this door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema

from dialects.nebula.authentication import TOKEN
from dialects.nebula.codes import Code
from dialects.nebula.serializers import (
    LARGEST_NUMBER,
    LARGEST_SIZE,
    LAST_PAGE,
    USUAL_SIZE,
)

TAG: Final = "Nebula"
Schema = dict[str, Any]
View = TypeVar("View", bound=Callable[..., Any])

_STATE: Schema = {"type": "integer", "minimum": 0, "maximum": 5}
_WHOLE: Schema = {"type": "integer"}
_TEXT: Schema = {"type": "string"}
_YES: Schema = {"type": "boolean"}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_HEAD: Schema = {
    "id": _WHOLE,
    "name": _TEXT,
    "workflowId": _TEXT,
    "workflowName": _TEXT,
    "status": _STATE,
}
_TIMES: Schema = {"runBeginTime": _WHOLE, "runEndTime": _WHOLE, "createTime": _WHOLE}
_TASK = _object(
    id=_TEXT, name=_TEXT, runBeginTime=_TEXT, runEndTime=_TEXT, status=_STATE
)
JOB = _object(**_HEAD, tasks={"type": "array", "items": _TASK}, **_TIMES)
JOBS = _object(
    items={"type": "array", "items": _object(**_HEAD, **_TIMES)},
    total=_WHOLE,
    Page=_WHOLE,
    PageSize=_WHOLE,
)
NEW_JOB = _object(id=_WHOLE)
DONE = _object(success=_YES)
ROWS = _object(
    items={
        "type": "array",
        "items": {"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 3},
    }
)
_FAILURE = _object(code={"type": "integer", "enum": [*map(int, Code)]}, message=_TEXT)

START: Schema = {
    "type": "object",
    "properties": {
        "input": {
            "type": ["object", "null"],
            "description": "Component → parameter → value.",
            "additionalProperties": {
                "type": ["object", "null"],
                "additionalProperties": {
                    "oneOf": [{"type": "string"}, {"type": "number"}]
                },
            },
        }
    },
}
CONNECT: Schema = {
    "type": "object",
    "properties": {"address": _TEXT, "port": _WHOLE},
}

_LIST = (
    OpenApiParameter(
        "filter",
        _TEXT,
        description=(
            "JSON: name, status, fromCreateTime, toCreateTime (milliseconds), "
            "orderByCreateTime (desc, asc)."
        ),
    ),
    OpenApiParameter(
        "page", {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}
    ),
    OpenApiParameter(
        "pageSize",
        {
            "type": "integer",
            "minimum": 1,
            "maximum": LARGEST_SIZE,
            "default": USUAL_SIZE,
        },
    ),
)
_LIMIT = OpenApiParameter(
    "limit",
    {
        "type": "integer",
        "format": "int64",
        "minimum": 1,
        "maximum": LARGEST_NUMBER,
        "default": USUAL_SIZE,
    },
)
_TIM = OpenApiExample(
    "query_1",
    value={"input": {"query_1": {"name": "Tim Duncan"}}},
    request_only=True,
)


def _described(
    operation: str,
    data: Schema,
    *,
    summary: str,
    request: Schema | None = None,
    parameters: tuple[OpenApiParameter, ...] = (),
    examples: tuple[OpenApiExample, ...] = (),
) -> Callable[[View], View]:
    answers: dict[Any, Any] = {
        (status, "application/json"): _FAILURE for status in (400, 401, 403, 404, 500)
    }
    good = _object(code={"type": "integer", "enum": [0]}, data=data, message=_TEXT)
    answers[200, "application/json"] = good
    return extend_schema(
        operation_id=operation,
        summary=summary,
        tags=[TAG],
        request={"application/json": request} if request else None,
        responses=answers,
        parameters=[*parameters],
        examples=[*examples],
    )


connect = _described(
    "nebula_connect",
    DONE,
    summary="Get a token: the cookie explorer_token, for three days",
    request=CONNECT,
)
create = _described(
    "nebula_jobs_create",
    NEW_JOB,
    summary="Add a new job",
    request=START,
    examples=(_TIM,),
)
all_jobs = _described(
    "nebula_jobs", JOBS, summary="All jobs, newest first", parameters=_LIST
)
jobs_of_workflow = _described(
    "nebula_workflow_jobs", JOBS, summary="The jobs of a workflow", parameters=_LIST
)
job = _described("nebula_job", JOB, summary="A job and its tasks")
cancel = _described("nebula_job_cancel", DONE, summary="Cancel a running job")
sample_result = _described(
    "nebula_sample_result",
    ROWS,
    summary="What a task gave, as rows of texts",
    parameters=(_LIMIT,),
)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "dialects.nebula.authentication.TokenAuthentication"
    name = "explorerToken"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        return {"type": "apiKey", "in": "cookie", "name": TOKEN}


class ConnectScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "dialects.nebula.authentication.ConnectAuthentication"
    name = "explorerConnect"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": 'The Base64 of `id:secret`, or of `["id","secret"]`.',
        }

    def get_security_requirement(self, auto_schema: Any) -> Any:
        # Key id and secret over Basic, as our own API has it, do as well.
        return [{self.name: []}, {"key": []}]
