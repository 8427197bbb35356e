"""How this door reads bodies; it answers in compact JSON, as every door does."""

from __future__ import annotations

from typing import Any

from dialects import lenient
from dialects.door import AnyBody
from dialects.turm.errors import Fault, RefusedError


class Parser(AnyBody):
    """An object or a form of parameters, or an array."""

    def read(self, raw: bytes, media_type: str) -> Any:
        return lenient.read(raw, media_type)

    def refusal(self, sentence: str) -> RefusedError:
        return RefusedError([Fault(loc=("body", 0), type="json_invalid", msg=sentence)])
