"""One stream for all parts: `web    | text`, each part in a colour of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

# ANSI numbers of foreground colours; the supervisor's own lines stay plain.
COLOURS = {"broker": 35, "setup": 34, "web": 32, "worker": 36, "beat": 33}
WIDTH = max(map(len, COLOURS))


class Output:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._coloured = (
            stream.isatty()
            and not os.environ.get("NO_COLOR")
            and os.environ.get("TERM") != "dumb"
        )

    def say(self, name: str, text: str) -> None:
        try:
            self._stream.write(f"{self._prefix(name)} {printable(text)}\n")
            self._stream.flush()
        except OSError:
            # The terminal is gone, but the parts are still to be stopped in order.
            self._silence()

    def _prefix(self, name: str) -> str:
        prefix = f"{name:<{WIDTH}} |"
        if not self._coloured or name not in COLOURS:
            return prefix
        return f"\033[{COLOURS[name]}m{prefix}\033[0m"

    def _silence(self) -> None:
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            os.dup2(nowhere.fileno(), self._stream.fileno())


def printable(text: str) -> str:
    """The text without control characters: a part's log must not steer a terminal."""
    return "".join(sign if sign.isprintable() or sign == "\t" else "�" for sign in text)
