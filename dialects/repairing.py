"""JSON as people and word processors spoil it, read in one pass; pure.

Mended are: typographic and single quotes, quotes inside a text that is not closed by
them, keys without quotes, a comma too many, missing at a line's end or slipped into
the text before it, `True` and `None`, a text without quotes such as a date, and an
array that has keys. Anything else is refused: half an object is never made whole.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from dialects import scalars

LONGEST_WORD = 300  # signs; a longer one has lost its quotes

_DOUBLE, _SINGLE = '"“”„‟«»', "'‘’‚‛"
_QUOTES = _DOUBLE + _SINGLE
_BLANKS = re.compile(r"\s*")
# What stands without quotes: a word, a number, a date.
_BARE = re.compile(r"[\w.+-](?:[\w.+ /@-]|:(?=\d\d))*")
# A text up to the next sign that may end it.
_PLAIN = {
    family: re.compile(rf"[^\\{re.escape(family)}]*") for family in (_DOUBLE, _SINGLE)
}
# A quote ends its text where one of these follows …
_AFTER_TEXT = re.compile(r"\s*(?:[,:}\]]|\Z)")
# … or the next text begins, on another line or behind a comma that slipped in.
_NEXT_LINE = re.compile(rf"[^\S\n]*\n\s*[{re.escape(_QUOTES)}]")
_NEXT_TEXT = re.compile(rf"(?<=,.)\s*[{re.escape(_QUOTES)}]")
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB]..)\\u([dD][c-fC-F]..)|u(....)|x(..)|(.))", re.DOTALL
)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class RepairError(ValueError):
    """What stands at `place` (counted from 0) fits nowhere."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


class _Part(NamedTuple):
    value: Any
    # Behind it.
    end: int
    # Whether a comma had slipped into it.
    had_comma: bool = False


def read(text: str, *, deepest: int) -> Any:
    """The object or array that `text` means, of at most `deepest` levels.

    Raises RepairError. Of a key that is given twice the last one counts.
    """
    return _Reader(text, deepest).read()


class _Reader:
    def __init__(self, text: str, deepest: int) -> None:
        self._text = text
        self._deepest = deepest

    def read(self) -> Any:
        part = self._container(self._skip(0), depth=1)
        end = self._skip(part.end)
        if end != len(self._text):
            raise RepairError(end)
        return part.value

    def _container(self, at: int, *, depth: int) -> _Part:
        opening = self._sign(at)
        if opening not in {"{", "["} or depth > self._deepest:
            raise RepairError(at)
        closing = "}" if opening == "{" else "]"
        keyed: dict[str, Any] = {}
        listed: list[Any] = []
        at = self._after_commas(at + 1)
        while self._sign(at) != closing:
            at = self._entry(at, keyed, listed, depth=depth)
        if listed and (keyed or opening == "{"):
            raise RepairError(at)
        is_object = bool(keyed) or opening == "{"
        return _Part(keyed if is_object else listed, at + 1)

    def _entry(
        self, at: int, keyed: dict[str, Any], listed: list[Any], *, depth: int
    ) -> int:
        """Take in what stands at `at`; returns where the next entry, or the end, is."""
        part = self._value(at, depth=depth)
        after = self._skip(part.end)
        if self._sign(after) == ":":
            if not isinstance(part.value, str):
                raise RepairError(at)
            key, part = part.value, self._value(self._skip(after + 1), depth=depth)
            keyed[key] = part.value
        else:
            listed.append(part.value)
        return self._next(part)

    def _next(self, part: _Part) -> int:
        after = self._skip(part.end)
        sign = self._sign(after)
        is_next_text = sign in _QUOTES and "\n" in self._text[part.end : after]
        if sign == "," or part.had_comma or is_next_text:
            return self._after_commas(after)
        if sign not in {"}", "]"}:
            raise RepairError(after)
        return after

    def _value(self, at: int, *, depth: int) -> _Part:
        sign = self._sign(at)
        if sign in {"{", "["}:
            return self._container(at, depth=depth + 1)
        if sign in _QUOTES:
            return self._quoted(at)
        found = _BARE.match(self._text, at)
        if found is None or len(found[0]) > LONGEST_WORD:
            raise RepairError(at)
        return _Part(scalars.of_word(found[0].strip()), found.end())

    def _quoted(self, at: int) -> _Part:
        family = _DOUBLE if self._text[at] in _DOUBLE else _SINGLE
        place = at + 1
        while True:
            place = self._pass(_PLAIN[family], place)
            if place >= len(self._text):
                raise RepairError(at)
            if self._text[place] == "\\":
                place += 2
            elif self._closes(place + 1):
                return self._closed(self._text[at + 1 : place], place + 1)
            else:
                place += 1

    def _closes(self, behind: int) -> bool:
        return bool(
            _AFTER_TEXT.match(self._text, behind)
            or _NEXT_LINE.match(self._text, behind)
            or _NEXT_TEXT.match(self._text, behind)
        )

    def _closed(self, raw: str, end: int) -> _Part:
        after = self._skip(end)
        # “N,”⏎“retryCount”: the comma stands inside, and outside it is missing.
        slipped = raw.endswith(",") and self._sign(after) in _QUOTES
        return _Part(
            _ESCAPE.sub(_unescaped, raw[:-1] if slipped else raw), end, slipped
        )

    def _skip(self, at: int) -> int:
        return self._pass(_BLANKS, at)

    def _after_commas(self, at: int) -> int:
        at = self._skip(at)
        while self._sign(at) == ",":
            at = self._skip(at + 1)
        return at

    def _pass(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.match(self._text, at)
        return found.end() if found else at

    def _sign(self, at: int) -> str:
        """The sign there; at the end a blank, which stands for nothing."""
        return self._text[at] if at < len(self._text) else " "


def _unescaped(found: re.Match[str]) -> str:
    high, low, unit, byte, sign = found.groups()
    try:
        if high:
            pair = bytes.fromhex(high + low)
            return pair.decode("utf-16-be")
        if unit or byte:
            return chr(int(unit or byte, 16))
    except ValueError:
        return found[0]
    return _ESCAPED.get(sign, sign)
