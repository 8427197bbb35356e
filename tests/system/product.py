"""The product as `make run` starts it, with a client for its API."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import redis
import requests

from tests.servers.port import free_port
from tests.system.waiting import until

ROOT = Path(__file__).resolve().parents[2]


class Product:
    """`python -m scheduler_project.supervisor` on a data directory of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._home = tempfile.TemporaryDirectory(prefix="steeple-")
        self.log = Path(self._home.name) / "supervisor.log"
        self._environment = {
            "PATH": os.environ["PATH"],
            "STEEPLE_HOME": self._home.name,
            "PORT": str(self.port),
        }
        self.key = ("", "")

    def __enter__(self) -> Self:
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "scheduler_project.supervisor"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            until(self._says_it_is_up, what="the product is up", within_s=60)
            *_rest, key = self.manage("createkey", "demo").strip().splitlines()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        key_id, secret = key.split()
        self.key = (key_id, secret)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        finally:
            self._process.kill()
            if error is not None:
                sys.stderr.write(self.log.read_text())
            self._home.cleanup()

    def stop(self) -> int:
        """End it as ctrl-C does; its exit code."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(30)

    def manage(self, *words: str) -> str:
        """What a management command prints, called from another directory."""
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        return subprocess.run(
            command, env=self._environment, cwd="/", check=True, capture_output=True
        ).stdout.decode()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(
            method, f"{self.url}/api/v1/{path}", json=body, auth=self.key, timeout=10
        )
        assert answer.status_code < 300, f"{answer.status_code}: {answer.text}"
        return answer.json() if answer.content else None

    def broker(self) -> redis.Redis:
        socket = Path(self._home.name) / "broker.sock"
        return redis.Redis(unix_socket_path=str(socket), socket_timeout=5)

    def pids(self, words: str) -> list[int]:
        """The processes of this product whose command line has these words."""
        listing = subprocess.run(
            ["ps", "-wweo", "pid=,args="], check=True, capture_output=True, text=True
        ).stdout
        lines = (line.split(None, 1) for line in listing.splitlines())
        found = [int(pid) for pid, words_of_it in lines if words in words_of_it]
        return [pid for pid in found if self._is_ours(pid)]

    def _is_ours(self, pid: int) -> bool:
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            return False
        return f"STEEPLE_HOME={self._home.name}".encode() in environment.split(b"\0")

    def _says_it_is_up(self) -> bool:
        assert self._process.poll() is None, self.log.read_text()
        return bool(re.search(r"Steeple is up", self.log.read_text()))
