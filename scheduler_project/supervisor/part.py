from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Say = Callable[[str, str], None]
Ready = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something to start: to be kept alive, or (`once`) to be waited for."""

    name: str
    command: tuple[str, ...]
    once: bool = False
    # What is started next waits until this says True.
    ready: Ready | None = None
    # How long it may take to end when it is asked to, in seconds.
    patience_s: float = 5.0
    # Lines with one of these words are not repeated.
    unsaid: tuple[str, ...] = ()
