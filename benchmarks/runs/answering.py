"""Targets that are never the bottleneck: fixed bytes at once, after 50 ms, or never.

`python -m benchmarks.runs.answering` prints its ports as one line of JSON and serves
until it is ended. What comes in is read as far as it must be to know where a
request ends.
"""

from __future__ import annotations

import asyncio
import functools
import json
import re
import socket
import subprocess
import sys
from typing import Any, Self

from scheduler_project.supervisor.leash import die_with_parent

# Ports of each manner: a worker of ours makes at most 8 calls to one of them at once.
PORTS = 4
# Manner to the seconds before the answer; None: it never comes.
MANNERS = {"prompt": 0.0, "late": 0.05, "hanging": None}

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b'Content-Length: 12\r\n\r\n{"ok": true}'
)


class _Answering(asyncio.Protocol):
    answered = 0

    def __init__(self, after_s: float | None) -> None:
        self._after_s, self._read = after_s, b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while end := _end_of_request(self._read):
            self._read = self._read[end:]
            self._answer()

    def _answer(self) -> None:
        if self._after_s is None:
            return
        if self._after_s:
            loop = asyncio.get_running_loop()
            loop.call_later(self._after_s, self._write)
        else:
            self._write()

    def _write(self) -> None:
        _Answering.answered += 1
        self._transport.write(_ANSWER)


class _Counting(asyncio.Protocol):
    """Says how many requests have been answered, to whoever connects."""

    def connection_made(self, transport: Any) -> None:
        transport.write(b"%d\n" % _Answering.answered)
        transport.close()


def _end_of_request(read: bytes) -> int:
    """Where the first request in these bytes ends; 0 if it has not ended yet."""
    head = read.find(b"\r\n\r\n") + 4
    if head < 4:
        return 0
    length = _LENGTH.search(read, 0, head)
    end = head + (int(length[1]) if length else 0)
    return end if len(read) >= end else 0


class Targets:
    """The server as a process; as a context manager it is up inside."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __spec__.name],
            stdout=subprocess.PIPE,
            preexec_fn=die_with_parent(),
        )
        assert self._process.stdout
        self._ports = json.loads(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def urls(self, manner: str, hosts: int = PORTS) -> list[str]:
        return [f"http://127.0.0.1:{port}/" for port in self._ports[manner][:hosts]]

    def answered(self) -> int:
        """How many requests have been answered so far."""
        address = ("127.0.0.1", self._ports["counting"])
        with socket.create_connection(address) as asking:
            return int(asking.makefile().readline())


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    ports: dict[str, Any] = {}
    for manner, after_s in MANNERS.items():
        ports[manner] = []
        for _number in range(PORTS):
            server = await loop.create_server(
                functools.partial(_Answering, after_s), "127.0.0.1", 0
            )
            ports[manner].append(server.sockets[0].getsockname()[1])
    counting = await loop.create_server(_Counting, "127.0.0.1", 0)
    ports["counting"] = counting.sockets[0].getsockname()[1]
    print(json.dumps(ports), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())
