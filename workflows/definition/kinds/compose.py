"""Outputs computed from what is known; no call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runs.definitions.reader import Reader

ROOTS = frozenset({"input", "parameters", "steps", "run"})
FIELDS: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    pass


def read(reader: Reader, *, own_origins: Sequence[str]) -> Details:
    del reader, own_origins
    return Details()


def templates(details: Details) -> Mapping[str, Any]:
    del details
    return {}


def planned(details: Details) -> dict[str, Any]:
    del details
    return {}
