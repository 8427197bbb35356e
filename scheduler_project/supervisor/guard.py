"""Kills what a supervisor that was killed itself has left behind.

Runs as a process of its own and imports nothing of the project. Its standard input
is a pipe from the supervisor: `+123` names a process group that lives from now on,
`-123` one that has ended. When the pipe closes, whatever was not crossed out is
killed, children's children too. (The kernel's parent-death signal, see child.py,
reaches only the children, and only on Linux.)
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable


def watch(lines: Iterable[str]) -> set[int]:
    """The process groups that were named and not crossed out."""
    alive: set[int] = set()
    for line in lines:
        if not line.endswith("\n"):
            break  # half a number would be another group's
        change = alive.add if line[0] == "+" else alive.discard
        change(int(line[1:]))
    return alive


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for group in watch(sys.stdin):
        try:
            os.killpg(group, signal.SIGKILL)
        except OSError:
            continue  # it has ended by itself


if __name__ == "__main__":
    main()
