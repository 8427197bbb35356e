"""The CPU time of a process and all its children, from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """User and system seconds of the process, its children, and those they had."""
    return sum(_own_ticks(member) for member in _members(pid)) / _TICKS


def _own_ticks(pid: int) -> int:
    stat = Path(f"/proc/{pid}/stat").read_text()
    # Behind the name, which may hold blanks: utime, stime, cutime, cstime.
    return sum(map(int, stat.rpartition(")")[2].split()[11:15]))


def _members(pid: int) -> Iterator[int]:
    yield pid
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            yield from _members(int(child))
