"""JSON as our own API takes it: RFC 8259 to the letter, or a sentence; pure.

Stricter than Python's reader where a lenient one would store something else than
was sent (a key given twice, NaN, 1e999) or what no database column can hold.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any, Final, NoReturn

from django.utils.translation import gettext as _

DEEPEST: Final = 32  # arrays and objects inside each other, the outermost counted
SHOWN: Final = 40  # characters of a foreign text that a sentence repeats

# What PostgreSQL's text and jsonb refuse: NUL, and half of a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class JsonError(ValueError):
    """A text that is not taken; `sentence` says where and why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read(raw: bytes | str) -> Any:
    """The value that the text spells. Raises JsonError."""
    value = _parsed(raw if isinstance(raw, str) else _decoded(raw))
    _check(value)
    return value


def _decoded(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonError(
            _("This is not UTF-8: byte %(at)d cannot be read.")
            % {"at": error.start + 1}
        ) from None
    if text.startswith("\ufeff"):
        raise JsonError(_("JSON has no byte order mark; leave it out."))
    return text


def _parsed(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        raise JsonError(
            _("This is not JSON: line %(line)d, column %(column)d: %(reason)s.")
            % {"line": error.lineno, "column": error.colno, "reason": error.msg}
        ) from None
    except RecursionError:
        raise _too_deep() from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice, _times = Counter(key for key, _value in pairs).most_common(1)[0]
        raise JsonError(_("The key “%(key)s” is given twice.") % {"key": shown(twice)})
    return found


def _no_number(name: str) -> NoReturn:
    raise JsonError(_("%(name)s is no JSON; write a number.") % {"name": name})


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _too_large(digits)
    return number


def _whole(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:
        # Python reads no integer of more than 4,300 digits.
        raise _too_large(digits) from None


def _check(value: Any) -> None:
    pending = [(value, 1)]
    while pending:
        part, depth = pending.pop()
        if isinstance(part, str):
            _check_text(part)
        elif isinstance(part, dict | list):
            if depth > DEEPEST:
                raise _too_deep()
            for key in part if isinstance(part, dict) else ():
                _check_text(key)
            inner = part.values() if isinstance(part, dict) else part
            pending.extend((each, depth + 1) for each in inner)


def _check_text(text: str) -> None:
    found = _UNSTORABLE.search(text)
    if found:
        raise JsonError(
            _("The character %(code)s cannot be stored; it stands after “%(before)s”.")
            % {
                "code": f"U+{ord(found[0]):04X}",
                "before": text[max(0, found.start() - SHOWN) : found.start()],
            }
        )


def _too_deep() -> JsonError:
    return JsonError(
        _("This is nested deeper than %(most)d levels.") % {"most": DEEPEST}
    )


def _too_large(digits: str) -> JsonError:
    return JsonError(
        _("The number %(number)s is too large.") % {"number": shown(digits)}
    )


def shown(text: str) -> str:
    """A foreign text, short enough for a sentence and safe to encode."""
    text = _UNSTORABLE.sub("\ufffd", text)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
