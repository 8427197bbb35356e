"""Supervisors as processes, with what they say, over parts of a test's making."""

from __future__ import annotations

import fcntl
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from scheduler_project.home import BASE_DIR

FAKE_PART = str(Path(__file__).parent / "fake_part.py")
PATIENCE_S = 20.0
# What the tests' own settings have put into the environment is not for it.
AS_A_USER = {"DJANGO_SETTINGS_MODULE": "scheduler_project.settings", "REDIS_URL": ""}


class Supervised:
    def __init__(self, *words: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=BASE_DIR,
            env=os.environ | AS_A_USER | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []
        self._unfound: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def until(self, pattern: str) -> str:
        """Wait for a line that matches; its first group, or else the whole line.

        A line is found once; lines that an earlier pattern passed over may still be,
        for parts talk at the same time.
        """
        deadline = time.monotonic() + PATIENCE_S
        while not (found := self._find(pattern)):
            if self._next(deadline) is None:
                raise AssertionError(f"{pattern!r} was never said, but: {self.said}")
        return found.group(found.re.groups and 1)

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self) -> int:
        """The exit code, once it has ended and all it said is in `said`."""
        code = self.process.wait(PATIENCE_S)
        while self._next(time.monotonic() + PATIENCE_S) is not None:
            pass
        return code

    def clear_away(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout
        self.process.stdout.close()

    def _find(self, pattern: str) -> re.Match[str] | None:
        for number, line in enumerate(self._unfound):
            if found := re.search(pattern, line):
                del self._unfound[number]
                return found
        return None

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def _next(self, deadline: float) -> str | None:
        try:
            line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            return None
        if line is not None:
            self.said.append(line)
            self._unfound.append(line)
        return line


def fake(name: str, *manners: str, **more: object) -> dict[str, object]:
    """A part to start; `fake_part.py` knows the manners."""
    return {"name": name, "command": [sys.executable, FAKE_PART, *manners], **more}


def wait_until_released(path: Path) -> None:
    """Wait until no process holds the file: all that held it have ended.

    The test's own timeout is the limit.
    """
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
