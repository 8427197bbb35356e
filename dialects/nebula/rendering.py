"""How this door answers: in an envelope, in compact JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rest_framework import renderers

from dialects.nebula.codes import SUCCESS


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
