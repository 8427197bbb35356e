"""Kinds of steps as people call them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        "http": _("HTTP call"),
        "compose": _("Compute outputs"),
        "wait": _("Wait"),
        "process": _("Another process"),
    }
)


def words(kind: str) -> str:
    """A kind in words; one that is not known by its name."""
    return str(WORDS.get(kind, kind))


def in_short(kind: str, request: Mapping[str, Any] | None = None) -> str:
    """What fits under a step's key: for a call its method and where it goes."""
    method, url = (str((request or {}).get(part) or "") for part in ("method", "url"))
    if kind != "http" or not url:
        return words(kind)
    place = url.partition("://")[2] or url
    return f"{method} {place}".strip()
