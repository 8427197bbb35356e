"""Request bodies as the clients of other products send them, in good faith; pure.

Strict JSON first, then JSON with its slips mended, then a Python literal, then a
form: what is exact is never guessed at. Our own API is strict and does not come here.
"""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn
from urllib.parse import parse_qsl

from django.utils.translation import gettext as _

from dialects import repairing, scalars
from runs import texts

LARGEST: Final = 2_621_440  # bytes of a body
LARGEST_MENDED: Final = 65_536  # bytes of a body that is not strict JSON
DEEPEST: Final = 32  # objects and arrays inside each other, the outermost counted
MOST_FIELDS: Final = 500  # of a form

_CHARSET = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)
# Python knows others that are no way to send a text, or slow.
_KNOWN = re.compile(
    r"utf-?(?:8|16)|us-ascii|latin-?1|(?:iso-8859-|windows-125|koi8-)\w+", re.IGNORECASE
)
_SEPARATORS = re.compile(r"[\s_-]+")


class LenientError(ValueError):
    """A body that even a lenient reader cannot take; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Fields(Mapping[str, Any]):
    """The fields of a body: their keys are blind to case, blanks, `_` and `-`.

    An exactly spelled key wins over others; among those the last one does. Iterating
    gives the keys as they were sent.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = dict(given)
        self._folded = {fold(key): value for key, value in given.items()}

    def __getitem__(self, key: str) -> Any:
        return self._given[key] if key in self._given else self._folded[fold(key)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and fold(key) in self._folded

    def said(self, *names: str) -> Any:
        """The first of these fields that is neither left out nor null nor empty, by
        order of the names; None if there is none."""
        for name in names:
            value = self.get(name)
            if not scalars.is_absent(value):
                return value
        return None


def fold(key: str) -> str:
    """What a key is compared by."""
    return _SEPARATORS.sub("", key).casefold()


def read_body(raw: bytes, content_type: str = "") -> Fields:
    """The fields of a body, an object in whatever notation; none of an empty body.

    Raises LenientError.
    """
    value = read(raw, content_type)
    if not isinstance(value, dict):
        raise LenientError(_('Send an object, as in {"name": "…"}.'))
    return Fields(value)


def read(raw: bytes, content_type: str = "") -> Any:
    """Whatever a body says: objects, arrays, texts, finite numbers, true, false, null.

    An empty body is an empty object. Raises LenientError.
    """
    if len(raw) > LARGEST:
        raise LenientError(
            _("The body is larger than %(most)d bytes.") % {"most": LARGEST}
        )
    text = _decoded(raw, content_type)
    if not text:
        return {}
    is_form = not text.startswith(("{", "[")) and "=" in text
    return _form(text) if is_form and not _is_json(content_type) else read_text(text)


def read_text(text: str) -> Any:
    """The value of a text in JSON, spoilt JSON or Python's notation.

    Raises LenientError.
    """
    try:
        value = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        value = _mended(text.strip())
    return _checked(value, depth=0)


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower().endswith("json")


def _decoded(raw: bytes, content_type: str) -> str:
    found = _CHARSET.search(content_type)
    charset = found[1] if found and _KNOWN.fullmatch(found[1]) else "utf-8"
    try:
        text = raw.decode(charset)
    except (UnicodeError, LookupError):
        raise LenientError(
            _("The body is not written in %(charset)s. Send it in UTF-8.")
            % {"charset": charset.upper()}
        ) from None
    return text.removeprefix("\ufeff").strip()


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _mended(text: str) -> Any:
    if len(text.encode(errors="replace")) > LARGEST_MENDED:
        raise LenientError(
            _("Only strict JSON may be longer than %(most)d bytes.")
            % {"most": LARGEST_MENDED}
        )
    try:
        return repairing.read(text, deepest=DEEPEST)
    except repairing.RepairError as error:
        return _literal(text, error.place)


def _literal(text: str, place: int) -> Any:
    """A Python literal, never evaluated; else what stood at `place` is refused."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise LenientError(
            _("This cannot be read as JSON: look at line %(line)d, column %(column)d.")
            % {
                "line": text.count("\n", 0, place) + 1,
                "column": place - text.rfind("\n", 0, place),
            }
        ) from None


def _form(text: str) -> dict[str, Any]:
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise LenientError(
            _("This form cannot be read: send at most %(most)d fields, in UTF-8.")
            % {"most": MOST_FIELDS}
        ) from None
    form: dict[str, Any] = _checked(dict(pairs), depth=0)
    return form


def _checked(value: Any, *, depth: int) -> Any:
    """The value in JSON's types, if it may be kept."""
    if isinstance(value, dict | list | tuple):
        if depth == DEEPEST:
            raise LenientError(
                _("This is nested deeper than %(most)d levels.") % {"most": DEEPEST}
            )
        return _checked_parts(value, depth=depth + 1)
    if isinstance(value, str):
        if not texts.is_storable(value):
            raise LenientError(_("It holds a character that is no text. Remove it."))
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise LenientError(_("A number in it is too large."))
    elif value is not None and not isinstance(value, int):
        raise LenientError(_("Write texts, numbers, true, false and null only."))
    return value


def _checked_parts(value: Any, *, depth: int) -> Any:
    if not isinstance(value, dict):
        return [_checked(part, depth=depth) for part in value]
    return {
        _checked(str(key), depth=depth): _checked(part, depth=depth)
        for key, part in value.items()
    }
