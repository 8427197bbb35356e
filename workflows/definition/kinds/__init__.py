"""What only steps of one kind have: a module each, of the same shape.

`Details` the value · `FIELDS` its names · `ROOTS` what its templates may look up ·
`read` from a reader · `templates` by field · `planned` its part of the plan's step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from runs.definitions.reader import Reader
from workflows.definition.kinds import compose, http, process, wait

Details = compose.Details | http.Details | process.Details | wait.Details


class Kind(Protocol):
    FIELDS: tuple[str, ...]
    ROOTS: frozenset[str]

    def read(self, reader: Reader, *, own_origins: Sequence[str]) -> Any: ...

    def templates(self, details: Any) -> Mapping[str, Any]: ...

    def planned(self, details: Any) -> dict[str, Any]: ...


KINDS: Mapping[str, Kind] = {
    "http": http,
    "compose": compose,
    "wait": wait,
    "process": process,
}
