"""In which order a list is shown, and how a row of it is named for the next page."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

# Longer than any name with its id.
LONGEST_CURSOR: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last row of a page: the whole number that is its own, and its text."""

    number: int
    text: str = ""

    def __str__(self) -> str:
        coded = base64.urlsafe_b64encode(self.text.encode()).decode().rstrip("=")
        return f"{self.number}.{coded}" if coded else str(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """By a column of texts and, among equals, by the key; "" is by the key alone."""

    column: str
    falling: bool

    def by(self, key: str) -> list[str]:
        """For `order_by`."""
        sign = "-" if self.falling else ""
        return [f"{sign}{name}" for name in (self.column, key) if name]

    def after(self, cursor: Cursor, *, key: str, value: Any) -> Q:
        """What follows the row of the cursor, whose key has this value."""
        beyond = "lt" if self.falling else "gt"
        own = {f"{key}__{beyond}": value}
        if not self.column:
            return Q(**own)
        equal = Q(**{self.column: cursor.text}, **own)
        return Q(**{f"{self.column}__{beyond}": cursor.text}) | equal


def asked(text: str, known: Mapping[str, str]) -> Order:
    """The order that `?ordering=` names; `known` has the column of each name.

    Raises ValueError with a sentence.
    """
    name = text.removeprefix("-")
    if name not in known:
        names = ", ".join(f"{each}, -{each}" for each in known)
        raise ValueError(_("Write one of %(names)s.") % {"names": names})
    return Order(column=known[name], falling=text.startswith("-"))


def read_cursor(text: str, *, largest: int) -> Cursor:
    """Raises ValueError where no row of ours is named so."""
    number, _dot, coded = text[:LONGEST_CURSOR].partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 20):
        raise ValueError
    if not 1 <= int(number) <= largest:
        raise ValueError
    return Cursor(number=int(number), text=_decoded(coded))


def _decoded(coded: str) -> str:
    try:
        padded = coded + "=" * (-len(coded) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError) as error:
        raise ValueError from error
    if "\0" in text:
        raise ValueError
    return text
