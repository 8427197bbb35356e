"""The ways in which a secret may stand in a text; pure.

A server that echoes a credential seldom echoes the header as it was sent: it shows
the token without its scheme, the decoded user and password, one cookie of several,
and all of that escaped for a URL, for JSON or for a page.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import urllib.parse
from collections.abc import Iterable, Iterator

# Shorter parts would mask ordinary text all over a page.
SHORTEST = 4
# Within other base64 fewer signs in a row are there by chance.
SHORTEST_INNER = 8

_COOKIE = re.compile(r"(?:\A|;)[^=;]*=([^;]*)")
_URL_SAFE = str.maketrans("+/", "-_")
_ESCAPED = re.compile(r"%[0-9A-F]{2}")


def of(values: Iterable[str]) -> tuple[str, ...]:
    """Every spelling of every part that matters, the longest first."""
    parts = {part for value in values for part in _parts(value)}
    spelled = {text for part in parts if len(part) >= SHORTEST for text in _ways(part)}
    return tuple(sorted(spelled, key=len, reverse=True))


def _parts(value: str) -> Iterator[str]:
    """The value, what follows its scheme, its user and password, its cookies."""
    scheme, _blank, rest = value.partition(" ")
    yield value
    yield rest
    yield from _COOKIE.findall(value)
    if scheme.lower() == "basic":
        login = _decoded(rest)
        yield login
        yield login.partition(":")[2]


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode()
    except (binascii.Error, ValueError):
        return ""


def _ways(part: str) -> Iterator[str]:
    raw = part.encode(errors="replace")
    yield part
    for encoded in (
        urllib.parse.quote(part, safe="", errors="replace"),
        urllib.parse.quote(part, errors="replace"),
        urllib.parse.quote_plus(part, errors="replace"),
    ):
        yield encoded
        yield _ESCAPED.sub(lambda found: found[0].lower(), encoded)
    for escaped in (json.dumps(part), json.dumps(part, ensure_ascii=False)):
        yield escaped[1:-1]
        # As PHP writes it.
        yield escaped[1:-1].replace("/", "\\/")
    yield html.escape(part)
    for encoded in _in_base64(raw):
        yield encoded
        yield encoded.translate(_URL_SAFE)


def _in_base64(raw: bytes) -> Iterator[str]:
    """In base64 by itself, and as it stands in that of a longer text."""
    yield base64.b64encode(raw).decode().rstrip("=")
    for bytes_before, signs_before in ((0, 0), (1, 2), (2, 3)):
        shifted = bytes(bytes_before) + raw
        whole_signs = len(shifted) * 8 // 6
        inner = base64.b64encode(shifted).decode()[signs_before:whole_signs]
        if len(inner) >= SHORTEST_INNER:
            yield inner
