"""How this door reads bodies; it answers in compact JSON, as every door does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework import parsers

from dialects import lenient
from dialects.turm.errors import Fault, RefusedError


class Parser(parsers.BaseParser):
    """Any body by what it holds: an object or a form of parameters, or an array."""

    media_type = "*/*"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        # One byte more than is taken tells that there is more.
        raw = stream.read(lenient.LARGEST + 1)
        try:
            return lenient.read(raw, media_type or "")
        except lenient.LenientError as error:
            fault = Fault(loc=("body", 0), type="json_invalid", msg=error.sentence)
            raise RefusedError([fault]) from error
