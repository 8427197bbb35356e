"""How this door reads bodies; it answers in compact JSON, as every door does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework import parsers

from dialects import lenient
from dialects.sherpa.errors import RefusedError


class Parser(parsers.BaseParser):
    """A form or JSON, by what the body holds."""

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
            raise RefusedError(error.sentence) from error
