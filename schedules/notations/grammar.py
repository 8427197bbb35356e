"""What all cron-like notations share: lists of numbers, names, ranges and steps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from schedules.notations import refusals

MAX_LENGTH = 100  # characters; bounds every parser's work
BLANKS = " \t\r\n"

MONTHS = {
    "JAN": 1,
    "FEB": 2,
    "MAR": 3,
    "APR": 4,
    "MAY": 5,
    "JUN": 6,
    "JUL": 7,
    "AUG": 8,
    "SEP": 9,
    "OCT": 10,
    "NOV": 11,
    "DEC": 12,
}

_ITEM = re.compile(
    r"(?:(?P<star>\*)|(?P<first>[A-Z]+|[0-9]+)(?:-(?P<last>[A-Z]+|[0-9]+))?)"
    r"(?:/(?P<step>[0-9]+))?"
)

QUARTZ_MARK = re.compile(
    r".*[?#].*|L(?:-[0-9]*)?W?|[0-9]+[LW]|(?:SUN?|MON?|TUE?|WED?|THU?|FRI?|SAT?)L"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field of a notation: its range and its habits.

    `end_names` are names that mean another number at the end of a range (FRI-SUN).
    `aliases` are names that are read and written as another (FR as FRI).
    `wraps`: 22-2 goes on past the end (Quartz). `open_steps`: 5/15 means from 5 to the
    end (Quartz, APScheduler). `tight_steps`: a step must fit its range (APScheduler).
    `plain_names`: a name takes no step, and no number at its range's other end; Quartz
    and APScheduler silently drop what follows, so here it is refused.
    """

    name: str
    low: int
    high: int
    max_step: int
    names: Mapping[str, int] = field(default_factory=dict)
    end_names: Mapping[str, int] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    wraps: bool = False
    open_steps: bool = False
    tight_steps: bool = False
    plain_names: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a field's text means: sorted numbers, and the text in canonical form."""

    values: tuple[int, ...]
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Range:
    first: int
    last: int
    text: str


def trimmed(text: str, *, max_length: int = MAX_LENGTH) -> str:
    """Return a text without outer blanks, if it can be an expression at all."""
    check_length(text, max_length=max_length)
    text = text.strip(BLANKS)
    if not text:
        raise refusals.refusal("expression", _("An expression is required."))
    for character in text:
        _check_character(character)
    return text


def check_length(text: str, *, max_length: int = MAX_LENGTH) -> None:
    if len(text) > max_length:
        sentence = _("The expression is longer than %(max)s characters; shorten it.")
        raise refusals.refusal("expression", sentence % {"max": max_length})


def _check_character(character: str) -> None:
    if not character.isascii():
        sentence = _("“%(character)s” is not ASCII; use plain letters and digits.")
    elif not (character.isalnum() or character in "*,-/?#@='_ \t"):
        sentence = _("Unexpected character “%(character)s”; take it out.")
    else:
        return
    visible = character if character.isprintable() else repr(character)[1:-1]
    raise refusals.refusal("expression", sentence % {"character": visible})


def read(text: str, of: Field) -> Reading:
    """Read a comma list of one field. Raises NotationError."""
    values: set[int] = set()
    texts = []
    for item in text.upper().split(","):
        numbers, canonical = _read_item(item, of)
        values.update(numbers)
        texts.append(canonical)
    return Reading(values=tuple(sorted(values)), text=",".join(texts))


def _read_item(item: str, of: Field) -> tuple[list[int], str]:
    if not item:
        raise refusals.empty_item(of.name)
    match = _ITEM.fullmatch(item)
    if match is None:
        raise refusals.unreadable(of.name, item)
    if of.plain_names:
        _check_plain_names(match, of)
    span = _range(match, of)
    if match["step"] is None:
        return _numbers(span, 1, of), span.text
    step = _step(match["step"], span, of)
    return _numbers(span, step, of), f"{span.text}/{step}"


def _check_plain_names(match: re.Match[str], of: Field) -> None:
    first, last, step = match["first"], match["last"], match["step"]
    named = [end.isalpha() for end in (first, last) if end is not None]
    if any(named) and (step is not None or not all(named)):
        raise refusals.step_on_name(of.name, match[0], of.low, of.high)


def _range(match: re.Match[str], of: Field) -> _Range:
    if match["star"]:
        return _Range(first=of.low, last=of.high, text="*")
    first, text = named_number(match["first"], of)
    if match["last"] is not None:
        last, end = named_number(match["last"], of)
        last = of.end_names.get(end, last)
        return _checked(_Range(first=first, last=last, text=f"{text}-{end}"), of)
    if match["step"] is None:
        return _Range(first=first, last=first, text=text)
    if not of.open_steps:
        mend = f"{text}-{of.high}/{match['step']}"
        raise refusals.step_without_range(of.name, match[0], mend)
    return _Range(first=first, last=of.high, text=text)


def is_open(reading: Reading) -> bool:
    """Return whether the text begins with `*` or, said otherwise, with `0/n`."""
    return reading.text.startswith(("*", "0/"))


def named_number(text: str, of: Field) -> tuple[int, str]:
    """Read one number or name; return it with its canonical text."""
    if text.isdigit():
        value = int(text)
        if not of.low <= value <= of.high:
            raise refusals.outside(of.name, text, of.low, of.high)
        return value, str(value)
    if not of.names:
        raise refusals.unreadable(of.name, text)
    text = of.aliases.get(text, text)
    if text not in of.names:
        raise refusals.unknown_name(of.name, text, ", ".join(of.names))
    return of.names[text], text


def _checked(span: _Range, of: Field) -> _Range:
    if span.first <= span.last or of.wraps:
        return span
    start = f"{of.low}-{span.last}" if span.last > of.low else f"{of.low}"
    mend = f"{span.first}-{of.high},{start}"
    if of.name == "year":
        mend = f"{span.last}-{span.first}"
    raise refusals.reversed_range(of.name, span.text, mend)


def _step(digits: str, span: _Range, of: Field) -> int:
    step = int(digits)
    if step == 0:
        raise refusals.step_of_zero(of.name)
    largest = span.last - span.first if of.tight_steps else of.max_step
    if step > largest:
        raise refusals.step_too_large(of.name, step, largest)
    return step


def _numbers(span: _Range, step: int, of: Field) -> list[int]:
    size = of.high - of.low + 1
    # A backward range got here only where it wraps: it ends one round later.
    last = span.last if span.first <= span.last else span.last + size
    return [
        of.low + (number - of.low) % size
        for number in range(span.first, last + 1, step)
    ]
