from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import renderers

PROBLEM = "application/problem+json"


class JSONRenderer(renderers.JSONRenderer):
    """JSON that says of a problem document what it is."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> Any:
        response = (renderer_context or {}).get("response")
        # The browsable page renders its content through another instance.
        if response and response.exception and response.accepted_renderer is self:
            response["Content-Type"] = PROBLEM
        return super().render(data, accepted_media_type, renderer_context)
