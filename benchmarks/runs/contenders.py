"""Processes that are given URLs to call, as whoever measures them sees them."""

from __future__ import annotations

import abc
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from benchmarks import trees
from scheduler_project.supervisor.leash import die_with_parent

STOP_WITHIN_S = 20.0


class Contender(abc.ABC):
    name: str
    # Calls under way at most.
    at_once: int

    def __init__(self, *, broker_url: str, log: Path) -> None:
        self._environment = os.environ | {"REDIS_URL": broker_url}
        self._log: IO[bytes] = log.open("ab")
        self._processes: list[subprocess.Popen[bytes]] = []
        # This process's CPU time for beginning what `prepare` was given.
        self.begin_s = 0.0

    @abc.abstractmethod
    def start(self) -> None: ...

    @abc.abstractmethod
    def prepare(self, urls: Sequence[str], *, shape: str = "") -> None:
        """Everything that is not measured. `shape`: see situations.Situation."""

    @abc.abstractmethod
    def release(self) -> None:
        """Let the workers have what was prepared; here the clock starts."""

    @abc.abstractmethod
    def done(self) -> int:
        """Calls that have succeeded since `prepare`."""

    @abc.abstractmethod
    def forget(self) -> None:
        """Drop what is left to do; the processes are stopped."""

    def is_written(self, _done: int) -> bool:
        """Whether so many calls have left behind what they should."""
        return True

    def cpu_s(self) -> float:
        """Of all its processes and their children."""
        return sum(trees.cpu_s(process.pid) for process in self._processes)

    def stop(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait(STOP_WITHIN_S)
        self._processes = []

    @contextmanager
    def _beginning(self) -> Iterator[None]:
        before = time.process_time()
        yield
        self.begin_s = time.process_time() - before

    def _celery(self, app: str, *words: str) -> None:
        self._processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", app, *words],
                env=self._environment,
                stdout=self._log,
                stderr=self._log,
                preexec_fn=die_with_parent(),
            )
        )
