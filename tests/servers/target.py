"""A target that records what reaches it, and answers as it is told.

In a test: `with Target() as target: … target.url, target.received`. As a process:
`python -m tests.servers.target --port N --log FILE` writes one JSON line per request
before it answers; the answer follows from the path (see `by_path`).
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import http.server
import itertools
import json
import os
import socket
import ssl
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

BODILESS = {204, 304}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    method: str
    # With the query, as it came.
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    # The same for all requests of one connection. (A client's port may come again.)
    connection: int
    at_ns: int
    monotonic_ns: int

    def header(self, name: str) -> str | None:
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    def line(self) -> bytes:
        """As one line of JSON; a body that is no UTF-8 stands in `body_base64`."""
        record: dict[str, Any] = {
            "at_ns": self.at_ns,
            "monotonic_ns": self.monotonic_ns,
            "method": self.method,
            "path": self.path,
            "headers": self.headers,
            "connection": self.connection,
        }
        try:
            record["body"] = self.body.decode()
        except UnicodeDecodeError:
            record["body_base64"] = base64.b64encode(self.body).decode()
        return json.dumps(record).encode() + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    body: bytes = b'{"ok": true}'
    # Seconds before the first byte.
    after_s: float = 0.0


Answerer = Callable[[Received], Reply]


def always(reply: Reply) -> Answerer:
    return lambda _received: reply


def by_path(received: Received) -> Reply:
    """/status/503 /slow/2.5 /bytes/1000 /redirect?to=URL /echo; else 200."""
    parts = urllib.parse.urlsplit(received.path)
    kind, _slash, rest = parts.path.strip("/").partition("/")
    if kind == "status":
        return Reply(status=int(rest))
    if kind == "slow":
        return Reply(after_s=float(rest))
    if kind == "bytes":
        return Reply(body=b"x" * int(rest))
    if kind == "redirect":
        to = urllib.parse.parse_qs(parts.query)["to"][0]
        return Reply(status=302, headers=(("Location", to),), body=b"")
    return Reply(body=received.line()) if kind == "echo" else Reply()


def _appending(path: Path) -> int:
    return os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o644)


class Target:
    """The recording server, on a thread; `answer` may be replaced at any time."""

    def __init__(
        self,
        answer: Answerer = by_path,
        *,
        port: int = 0,
        log: Path | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.answer = answer
        self.received: list[Received] = []
        self.changed = threading.Condition()
        self.stopping = threading.Event()
        self.connections: set[socket.socket] = set()
        self._log = _appending(log) if log else None
        self._scheme = "https" if tls else "http"
        self._server = _Server(self, port, tls)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self.hang_up()
        self._server.server_close()
        self._thread.join()

    def wait_for(self, count: int, *, within_s: float = 5.0) -> list[Received]:
        """What was received, as soon as it is so many requests."""
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.received) >= count, within_s):
                raise TimeoutError(f"{len(self.received)} of {count} requests came")
            return list(self.received)

    def hang_up(self) -> None:
        """Close all connections, as a server does with those that rest too long."""
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def record(self, received: Received) -> None:
        if self._log is not None:
            os.write(self._log, received.line())
        with self.changed:
            self.received.append(received)
            self.changed.notify_all()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.02)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, target: Target, port: int, tls: ssl.SSLContext | None) -> None:
        self.target = target
        self.numbers = itertools.count(1)
        self._tls = tls
        super().__init__(("127.0.0.1", port), _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        # On the connection's own thread: a stalled handshake stalls nobody else.
        if self._tls:
            request = self._tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, *_about: Any) -> None:
        """Clients that hang up, or distrust us, are part of the game."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet; flushed after each request.
    wbufsize = 65_536
    server: _Server

    def setup(self) -> None:
        super().setup()
        self._number = next(self.server.numbers)
        self.server.target.connections.add(self.connection)

    def finish(self) -> None:
        self.server.target.connections.discard(self.connection)
        super().finish()
        self.connection.close()

    def _answer(self) -> None:
        target = self.server.target
        received = self._received()
        target.record(received)
        reply = target.answer(received)
        if reply.after_s and target.stopping.wait(reply.after_s):
            self.close_connection = True
            return
        self._write(reply)

    def __getattr__(self, name: str) -> Callable[[], None]:
        # Every method that comes: do_GET, do_POST, …
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _received(self) -> Received:
        return Received(
            method=self.command,
            path=self.path,
            headers=tuple(self.headers.items()),
            body=self._body(),
            connection=self._number,
            at_ns=time.time_ns(),
            monotonic_ns=time.monotonic_ns(),
        )

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        chunks = []
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _write(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status not in BODILESS:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if reply.status not in BODILESS and self.command != "HEAD":
            self.wfile.write(reply.body)

    def log_message(self, *_about: Any) -> None:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    with Target(port=options.port, log=options.log) as target:
        sys.stdout.write(f"listening on {target.url}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
