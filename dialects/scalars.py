"""Truth values and numbers as the clients of four products write them; pure."""

from __future__ import annotations

import re
from typing import Any

_TRUE = frozenset({"true", "1", "yes", "y", "on", "ja", "j", "evet", "e"})
_FALSE = frozenset({"false", "0", "no", "n", "off", "nein", "hayir", "hayır", "h"})
_WORDS = {"true": True, "false": False, "null": None, "none": None}
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER = 300


def of_word(word: str) -> Any:
    """What a word without quotes means: true, false, null, a number, else itself."""
    if word.lower() in _WORDS:
        return _WORDS[word.lower()]
    if len(word) > _LONGEST_NUMBER or not _NUMBER.fullmatch(word):
        return word
    return int(word) if word.lstrip("+-").isdigit() else float(word)


def is_absent(given: Any) -> bool:
    """Whether a field was left out, null or empty, which mean the same."""
    return given is None or (isinstance(given, str) and not given.strip())


def flag(given: Any) -> bool | None:
    """A truth value in English, German or Turkish, or as 0 and 1; None if it is none.

    A stray comma is overlooked, as in Robusta's `"N,"`.
    """
    if isinstance(given, bool):
        return given
    word = _text_of(given).strip(" \t\r\n,").lower()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def whole(given: Any) -> int | None:
    """A whole number, written as one, as a text or as `1.0`; None if it is none."""
    if isinstance(given, bool):
        return None
    if isinstance(given, float) and given.is_integer():
        return int(given)
    text = _text_of(given).strip(" \t\r\n,")
    return int(text) if _WHOLE.fullmatch(text) else None


def _text_of(given: Any) -> str:
    return str(given) if isinstance(given, str | int) else ""
