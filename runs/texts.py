"""Which signs a text may hold; pure."""

from __future__ import annotations

import re

# What PostgreSQL's text and jsonb refuse: NUL, and half of a surrogate pair.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
# Beside these what ends a line, and what turns the direction of the text around it.
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def is_storable(text: str) -> bool:
    """Whether every database can keep it."""
    return not _UNSTORABLE.search(text)


def storable(text: str) -> str:
    """The text with a sign of replacement for each sign that cannot be kept."""
    return _UNSTORABLE.sub("\ufffd", text)


def has_control(text: str) -> bool:
    return bool(_CONTROL.search(text))


def shown(text: str, most: int) -> str:
    """A foreign text as a sentence may quote it: one short line."""
    return _CONTROL.sub("\ufffd", text)[:most]
