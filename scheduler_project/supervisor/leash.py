"""What ties the processes to the supervisor: none of them outlives it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

from scheduler_project.supervisor import guard

PR_SET_PDEATHSIG = 1


def die_with_parent() -> Callable[[], None] | None:
    """A `preexec_fn` after which the child is killed when this process ends.

    None where the kernel knows no such thing; there only the guard is left.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def fasten() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)  # the parent ended before the leash was on

    return fasten


class Guard:
    """The other end of guard.py's pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 our own file
            [sys.executable, "-I", "-S", guard.__file__],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def watch(self, group: int) -> None:
        self._write(f"+{group}\n")

    def forget(self, group: int) -> None:
        self._write(f"-{group}\n")

    def close(self) -> None:
        with suppress(OSError):
            self._process.communicate(timeout=5)

    def _write(self, line: str) -> None:
        assert self._process.stdin
        # Somebody killed the guard: the leash holds all the same.
        with suppress(OSError):
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()
