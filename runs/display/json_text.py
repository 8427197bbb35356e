"""JSON set in lines; every number, name and escape stays as it was written."""

from __future__ import annotations

import json
import re

# Larger bodies are shown as they are: nobody reads them, and the page stays quick.
LONGEST = 262_144
_INDENT = "  "
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def indented(text: str) -> str:
    """The text in lines if it is a JSON object or array, else as it is."""
    if len(text) > LONGEST or text.lstrip()[:1] not in {"{", "["}:
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _set_in_lines(_TOKEN.findall(text))


def _set_in_lines(tokens: list[str]) -> str:
    written: list[str] = []
    depth = 0
    for before, sign in zip(["", *tokens], tokens, strict=False):
        if sign in {"}", "]"}:
            depth -= 1
        if _breaks(before, sign):
            written.append("\n" + _INDENT * depth)
        written.append(": " if sign == ":" else sign)
        if sign in {"{", "["}:
            depth += 1
    return "".join(written)


def _breaks(before: str, sign: str) -> bool:
    """Whether a line begins between two signs; empty brackets stay together."""
    if before in {"{", "["}:
        return sign not in {"}", "]"}
    return before == "," or sign in {"}", "]"}
