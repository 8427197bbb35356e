"""What the OpenAPI document says of this door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema

TAG: Final = "Sherpa"
Schema = dict[str, Any]
View = TypeVar("View", bound=Callable[..., Any])

_TEXT: Schema = {"type": "string"}
_REFERENCE: Schema = {
    "oneOf": [{"type": "string"}, {"type": "integer"}],
    "description": "A GUID, an id or a name.",
}
_MOMENT: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$",
    "description": "In the account's time zone.",
}
_STATE: Schema = {"type": "integer", "minimum": 0, "maximum": 8}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


_GUID: Schema = {"type": "string", "format": "uuid"}
_EIGHT: Schema = {
    "status": _STATE,
    "process_version_id": _TEXT,
    "robot_id": _or_null({"type": "integer"}),
    "account_id": {"type": "integer"},
    "schedule_id": _or_null({"type": "integer"}),
    "stop_after": _or_null(_MOMENT),
    "created_at": _MOMENT,
    "updated_at": _MOMENT,
}
CREATED = _object(guid=_GUID, **_EIGHT)
JOB = _object(id=_TEXT, guid=_GUID, **_EIGHT)
NOTHING: Schema = {"type": "array", "items": {}, "maxItems": 0}
VERSION = _object(
    id=_TEXT,
    guid=_GUID,
    process_id=_TEXT,
    name=_TEXT,
    description=_TEXT,
    process_file_name=_TEXT,
    created=_MOMENT,
    updated=_MOMENT,
    is_deleted=_TEXT,
    account_id=_TEXT,
)
PROCESS = _object(
    id=_TEXT,
    guid=_GUID,
    name=_TEXT,
    description=_TEXT,
    process_version_id=_TEXT,
    min_version_to_run=_TEXT,
    created=_MOMENT,
    updated=_MOMENT,
    is_deleted=_TEXT,
    account_id=_TEXT,
    process_type=_TEXT,
    process_version_guid=_GUID,
)
NEW_JOB: Schema = {
    "type": "object",
    "properties": {
        "Process": _REFERENCE,
        "ProcessVersion": _REFERENCE,
        "Guid": _GUID,
        "Robot": _REFERENCE,
        "StopAfter": _MOMENT,
        "Priority": {"type": "integer", "minimum": 1, "maximum": 3},
        "Parameters": {"type": "object"},
    },
    "example": {"Process": "OneStepNotepadRunner", "Priority": 2},
}
UPDATE: Schema = {
    "type": "object",
    "properties": {
        "Guid": _GUID,
        "Status": _STATE,
        "Robot": _REFERENCE,
        "Output": {"type": "object"},
        "Error": _TEXT,
    },
    "required": ["Status"],
    "example": {"Guid": "554ab883-1f82-48e1-bb12-5049002e7d70", "Status": 8},
}
_FAILURE = _object(message=_TEXT)
_GUID_IN_PATH = OpenApiParameter(
    "guid", str, OpenApiParameter.PATH, description="The GUID, or the id."
)


def _described(
    operation: str,
    answer: Schema,
    *,
    summary: str,
    request: Schema | None = None,
    of_one: bool = False,
) -> Callable[[View], View]:
    answers: dict[Any, Any] = {
        (status, "application/json"): _FAILURE
        for status in (400, 401, 403, 404, 411, 429)
    }
    answers[200, "application/json"] = answer
    kinds = ("application/json", "application/x-www-form-urlencoded")
    return extend_schema(
        operation_id=operation,
        summary=summary,
        tags=[TAG],
        request=dict.fromkeys(kinds, request) if request else None,
        responses=answers,
        parameters=[_GUID_IN_PATH] if of_one else [],
    )


create = _described(
    "sherpa_job_create", CREATED, summary="Create a job", request=NEW_JOB
)
read = _described("sherpa_job_read", JOB, summary="Read a job", of_one=True)
update = _described(
    "sherpa_job_update",
    NOTHING,
    summary="Bring a job to another state",
    request=UPDATE,
)
put = _described(
    "sherpa_job_put",
    NOTHING,
    summary="Bring a job to another state, as the Python framework does",
    request=UPDATE,
)
delete = _described(
    "sherpa_job_delete", NOTHING, summary="Stop and delete a job", of_one=True
)
process = _described(
    "sherpa_process_read", PROCESS, summary="Read a process", of_one=True
)
version = _described(
    "sherpa_process_version_read",
    VERSION,
    summary="Read a process version",
    of_one=True,
)


class SecretScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "dialects.sherpa.authentication.SecretAuthentication"
    name = "sherpaKey"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "The secret of an API key, or its Base64.",
        }

    def get_security_requirement(self, auto_schema: Any) -> Any:
        # Key id and secret over Basic, as our own API has it, do as well.
        return [{self.name: []}, {"key": []}]
