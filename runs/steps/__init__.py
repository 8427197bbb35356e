"""The kinds of steps, one module each. A new one is written beside them and named in
`KINDS`; nothing else knows which there are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from runs.steps.compose import Compose
from runs.steps.http import Http
from runs.steps.kind import Kind
from runs.steps.process import Subprocess
from runs.steps.wait import Wait

KINDS: Final[tuple[Kind, ...]] = (Http(), Compose(), Wait(), Subprocess())

_BY_NAME: Final[Mapping[str, Kind]] = MappingProxyType(
    {kind.name: kind for kind in KINDS}
)


def of(name: str) -> Kind:
    """Raises KeyError for a kind that there is not."""
    return _BY_NAME[name]
