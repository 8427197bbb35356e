"""An answer as the ledger keeps it: masked first, then cut; text or base64."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from typing import Any

from accounts import vault
from runs.calls import Outcome
from runs.choices import BodyEncoding

# What PostgreSQL's text and jsonb refuse: NUL, and half of a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)


def storable(value: Any) -> Any:
    """The value with every character replaced that no database column takes."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {storable(key): storable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [storable(part) for part in value]
    return value


def response_columns(outcome: Outcome | None, secrets: Sequence[str]) -> dict[str, Any]:
    """The `response_*` and duration columns of an Attempt."""
    if outcome is None:
        return _columns(status=None, duration_ms=None)
    body, encoding = _body(outcome, secrets)
    return _columns(
        status=outcome.status,
        duration_ms=outcome.duration_ms,
        headers=[
            [name, storable(vault.mask(value, secrets))]
            for name, value in outcome.headers
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


def _body(outcome: Outcome, secrets: Sequence[str]) -> tuple[str, str]:
    text = _decoded(outcome)
    if text is None:
        # A secret inside bytes that are no text is masked in its raw spelling.
        raw = outcome.body
        for secret in secrets:
            raw = raw.replace(secret.encode(), b"*" * len(secret.encode()))
        return base64.b64encode(raw).decode(), BodyEncoding.BASE64
    return vault.mask(text, secrets), BodyEncoding.TEXT


def _decoded(outcome: Outcome) -> str | None:
    """The body as text, or None if it is none; a cut may split the last character."""
    content_type = next(
        (value for name, value in outcome.headers if name.lower() == "content-type"), ""
    )
    declared = _CHARSET.search(content_type)
    try:
        text = outcome.body.decode(declared[1] if declared else "utf-8")
    except (UnicodeDecodeError, LookupError) as error:
        if not (outcome.truncated and _only_the_end_is_cut(error)):
            return None
        text = outcome.body.decode(errors="ignore")
    return None if _UNSTORABLE.search(text) else text


def _only_the_end_is_cut(error: Exception) -> bool:
    return isinstance(error, UnicodeDecodeError) and len(error.object) - error.start < 4
