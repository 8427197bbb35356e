"""The document of all five doors, made once in each process."""

from __future__ import annotations

import functools
import json
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

# They register how our fields and operations are told.
from scheduler_project.openapi import fields as _fields  # noqa: F401
from scheduler_project.openapi import operations as _operations  # noqa: F401


@functools.cache
def document() -> dict[str, Any]:
    """In English, whoever asks first: descriptions are made of translated texts."""
    with translation.override("en"):
        made = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        # Lazy texts become plain ones while English is spoken.
        plain: dict[str, Any] = json.loads(json.dumps(made, default=str))
    return plain


@functools.cache
def as_bytes() -> bytes:
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()
