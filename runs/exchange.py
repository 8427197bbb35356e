"""An answer as the ledger keeps it: masked first, then cut; text or base64."""

from __future__ import annotations

import base64
import codecs
import json
import math
import re
from collections.abc import Sequence
from typing import Any

from accounts import vault
from runs import texts
from runs.calls import Outcome
from runs.choices import BodyEncoding

# Levels of lists and objects; SQLite's JSON ends at a thousand.
DEEPEST = 100
DEEPER = "…"
# Characters of JSON that the outputs of one step may have.
LARGEST_OUTPUT = 1_048_576
# The charsets of the web. Python knows more, not all of them for text or harmless.
_CHARSET = re.compile(
    r"charset=[\"']?("
    r"utf-?(?:8|16|32)(?:-?[lb]e)?|(?:us-)?ascii|latin-?\d|iso-?8859-\d{1,2}"
    r"|(?:windows|cp)-?\d{3,4}|koi8-[ru]|shift[_-]jis|euc-(?:jp|kr)"
    r"|iso-2022-(?:jp|kr)|gbk|gb2312|gb18030|big5)(?![\w-])",
    re.IGNORECASE | re.ASCII,
)


def storable(value: Any, *, depth: int = DEEPEST) -> Any:
    """A value of JSON with everything replaced that no database column takes."""
    if isinstance(value, str):
        return texts.storable(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if not isinstance(value, dict | list | tuple):
        return value
    if not depth:
        return DEEPER
    if isinstance(value, dict):
        return {
            storable(key): storable(part, depth=depth - 1)
            for key, part in value.items()
        }
    return [storable(part, depth=depth - 1) for part in value]


def fits(output: Any) -> bool:
    """Whether the outputs of a step are small enough to be kept and looked up."""
    return len(json.dumps(output, ensure_ascii=False)) <= LARGEST_OUTPUT


def response_columns(outcome: Outcome | None, secrets: Sequence[str]) -> dict[str, Any]:
    """The `response_*` and duration columns of an Attempt."""
    if outcome is None:
        return _columns(status=None, duration_ms=None)
    masker = vault.masker(secrets)
    body, encoding = _body(outcome, masker)
    return _columns(
        status=outcome.status,
        duration_ms=outcome.duration_ms,
        headers=[
            [name, storable(masker.text(value))] for name, value in outcome.headers
        ],
        body=body,
        encoding=encoding,
        truncated=outcome.truncated,
    )


def _columns(
    *,
    status: int | None,
    duration_ms: int | None,
    headers: Sequence[Any] = (),
    body: str = "",
    encoding: str = BodyEncoding.TEXT,
    truncated: bool = False,
) -> dict[str, Any]:
    return {
        "response_status": status,
        "response_headers": list(headers),
        "response_body": body,
        "response_encoding": encoding,
        "response_truncated": truncated,
        "duration_ms": duration_ms,
    }


def _body(outcome: Outcome, masker: vault.Masker) -> tuple[str, str]:
    text = _decoded(outcome)
    if text is None:
        raw = masker.raw(outcome.body, cut=outcome.truncated)
        return base64.b64encode(raw).decode(), BodyEncoding.BASE64
    return masker.text(text, cut=outcome.truncated), BodyEncoding.TEXT


def _decoded(outcome: Outcome) -> str | None:
    """The body as text, or None if it is none; a cut may split the last character."""
    try:
        text = _decoder(outcome).decode(outcome.body, final=not outcome.truncated)
    except UnicodeError:
        return None
    return text if texts.is_storable(text) else None


def _decoder(outcome: Outcome) -> codecs.IncrementalDecoder:
    content_type = next(
        (value for name, value in outcome.headers if name.lower() == "content-type"), ""
    )
    declared = _CHARSET.search(content_type)
    try:
        return codecs.getincrementaldecoder(declared[1] if declared else "utf-8")()
    except LookupError:
        return codecs.getincrementaldecoder("utf-8")()
