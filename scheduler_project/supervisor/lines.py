from __future__ import annotations

import asyncio
from collections.abc import Callable

LONGEST = 64 * 1024  # bytes; what is longer is cut, so that memory stays bounded


class Lines(asyncio.Protocol):
    """Cuts what a pipe delivers into lines and hands each to `take`."""

    def __init__(self, take: Callable[[str], None]) -> None:
        self._take = take
        self._rest = b""
        self.ended = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._hand_over(line)
        if len(self._rest) >= LONGEST:
            self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        self._flush()
        self.ended.set()

    def _flush(self) -> None:
        if self._rest:
            self._hand_over(self._rest)
        self._rest = b""

    def _hand_over(self, line: bytes) -> None:
        self._take(line.decode(errors="replace").rstrip("\r"))
