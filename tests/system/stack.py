"""Workers and beats as processes, over the test's own database and a real broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.parse
from types import TracebackType
from typing import Self

from django.db import connection

from tests.system.product import ROOT

STOCK_BEAT = "django_celery_beat.schedulers:DatabaseScheduler"


class Stack:
    """`celery -A scheduler_project …` with DATABASE_URL and REDIS_URL set."""

    def __init__(
        self, *, redis_url: str, home: str, postgres_url: str | None = None
    ) -> None:
        self._environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": postgres_url or database_url(),
            "REDIS_URL": redis_url,
            "STEEPLE_HOME": home,
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait(10)

    def worker(self) -> subprocess.Popen[bytes]:
        return self._celery("worker", "--loglevel=warning")

    def beat(self, *, scheduler: str = "") -> subprocess.Popen[bytes]:
        named = [f"--scheduler={scheduler}"] if scheduler else []
        return self._celery("beat", "--pidfile=", "--loglevel=warning", *named)

    def _celery(self, *words: str) -> subprocess.Popen[bytes]:
        start = ("-m", "celery", "-A", "scheduler_project")
        return self._begin(sys.executable, *start, *words)

    def _begin(self, *command: str, **said: str) -> subprocess.Popen[bytes]:
        environment = self._environment | said
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        self.processes.append(process)
        return process


def database_url() -> str:
    """The address of the database that pytest-django made for this test run."""
    server = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    return urllib.parse.urlunsplit(server._replace(path=f"/{name}"))
