"""Every address of the product, read off the URL conf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLResolver, get_resolver

# As a group of a regular expression, and as a converter.
_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
# As in [aA].
_ANY_CASE = re.compile(r"\[([a-z])[A-Z]\]")
_ANCHORS = re.compile(r"\\Z|[$^]|/\?(?=\\Z|\$|\Z)|\(\?:/\|\\Z\)|\(\?i\)|\(\?i:|\.\*")


@dataclass(frozen=True, slots=True)
class Address:
    """A route such as `/api/v1/jobs/{ident}/run/`, with the name it goes by."""

    route: str
    name: str

    def __str__(self) -> str:
        return self.route

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.route)

    def filled(self, **values: object) -> str:
        return self.route.format(**values)

    @property
    def is_admin(self) -> bool:
        return self.route.startswith("/admin/")


def every_address() -> list[Address]:
    return sorted(set(_walked(get_resolver(), "/")), key=str)


def room_of(address: Address) -> str:
    """The first words of its route: `api v1 jobs`, `admin jobs job`, `scheduler`."""
    words = [word for word in address.route.split("/") if word and word[0] != "{"]
    return " ".join(words[: 3 if words[:1] in (["api"], ["admin"]) else 1])


def _walked(resolver: URLResolver, before: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walked(pattern, route)
        else:
            yield Address(_template(route), pattern.name or "")


def _template(route: str) -> str:
    route = _GROUP.sub(r"{\1}", route)
    route = _CONVERTER.sub(r"{\1}", route)
    route = _ANY_CASE.sub(r"\1", route)
    return _ANCHORS.sub("", route).replace("//", "/").replace("\\", "")
