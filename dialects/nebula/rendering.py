"""How this door reads and writes bodies: whatever JSON comes, compact JSON goes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework import parsers, renderers

from dialects import lenient
from dialects.nebula.codes import SUCCESS, Code
from dialects.nebula.errors import NebulaError


class Parser(parsers.BaseParser):
    """Any body by what it holds: clients send JSON under the types of forms."""

    media_type = "*/*"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> lenient.Fields:
        # One byte more than is taken tells that there is more.
        raw = stream.read(lenient.LARGEST + 1)
        try:
            return lenient.read_body(raw, media_type or "")
        except lenient.LenientError as error:
            raise NebulaError(Code.ErrBadRequest, error.sentence) from error


class Renderer(renderers.BaseRenderer):
    media_type = "application/json"
    format = "json"
    # The original's type has no parameter either.
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return text.encode()


def enveloped(data: Any) -> dict[str, Any]:
    """An answer that went well, its keys in the published order."""
    return {"code": SUCCESS, "data": data, "message": "Success"}
