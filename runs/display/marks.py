"""Signs of states for pictures, so that none is told by its colour alone; pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Not begun, as far as anybody knows.
TODO = "todo"
# A draft that cannot be saved as it is.
WRONG = "wrong"

# The same signs that chips have (pieces.css).
SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "waiting": "○",
        "running": "●",
        "stopping": "●",
        "succeeded": "✓",
        "failed": "✕",
        "stopped": "■",
        "lost": "?",
        "skipped": "–",
        TODO: "",
        WRONG: "!",
    }
)
