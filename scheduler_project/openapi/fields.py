"""Fields of our own that drf-spectacular could only guess at."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.extensions import OpenApiSerializerFieldExtension

GUID: Final = {"type": "string", "format": "uuid"}
NUMBER: Final = {"type": "integer"}
TEXT: Final = {"type": "string"}
# What names a thing in a body.
NAMED: Final = {"oneOf": [NUMBER, GUID]}
OBJECT: Final = {"type": "object", "additionalProperties": True}
HOSTS: Final = {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 20}

# By the field's class: what is sent, and what is shown. {} is any JSON.
_SHAPES: Final[dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "runs.api.robots.RobotReference": (TEXT, GUID),
    "schedules.api.references.ProcessReference": (NAMED, NUMBER),
    "schedules.api.references.ScheduleReference": (NAMED, NUMBER),
    "schedules.api.serializers.Expression": ({"oneOf": [TEXT, NUMBER]}, TEXT),
    "jobs.api.serializers.Verb": (TEXT, TEXT),
    "accounts.api.fields.JsonText": ({}, {}),
    "accounts.api.fields.JsonObject": (OBJECT, OBJECT),
    "accounts.api.resources.secrets.Hosts": (HOSTS, HOSTS),
}


class _Shaped(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    shapes: Any = ({}, {})

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        said, shown = self.shapes
        return dict(said if direction == "request" else shown)


for _name, _shapes in _SHAPES.items():
    # drf-spectacular finds its extensions by being subclassed.
    type(_name, (_Shaped,), {"target_class": _name, "shapes": _shapes})
