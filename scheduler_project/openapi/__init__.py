"""What drf-spectacular is told of our document, for the settings."""

from __future__ import annotations

from typing import Any

from scheduler_project.openapi.words import DESCRIPTION, TAGS

_HERE = "scheduler_project.openapi"

SETTINGS: dict[str, Any] = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "Steeple",
    "VERSION": "1",
    "DESCRIPTION": DESCRIPTION,
    "TAGS": TAGS,
    "PREPROCESSING_HOOKS": [f"{_HERE}.hooks.without_doubles"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        f"{_HERE}.hooks.with_problems",
        f"{_HERE}.hooks.with_what_may_be_null",
        f"{_HERE}.hooks.with_null_as_a_type",
    ],
    # What is sent and what is shown are two shapes of a thing.
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # `make test` validates the document; the check would build it at each start.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}
