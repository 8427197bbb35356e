"""Servers that do everything a client hopes no server does.

`with Hostile(drips_the_body) as server: … server.url`. A mode is a function of the
connection; all of them end soon after the client has gone, or the server stops.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

OK = b"HTTP/1.1 200 OK\r\n"
PAUSE_S = 0.02


class Peer:
    """One connection, and whether the server still wants it."""

    def __init__(self, connection: socket.socket, stopping: threading.Event) -> None:
        self.connection = connection
        self._stopping = stopping

    def hear(self) -> bytes:
        """The head of a request."""
        heard = b""
        while b"\r\n\r\n" not in heard:
            piece = self.connection.recv(65_536)
            if not piece:
                raise ConnectionError("the client has gone")
            heard += piece
        return heard

    def say(self, data: bytes) -> None:
        self.connection.sendall(data)

    def pause(self, seconds: float = PAUSE_S) -> None:
        if self._stopping.wait(seconds):
            raise ConnectionError("the server stops")

    def stay(self) -> None:
        """Until the client goes, or the server stops."""
        while self._still_there():
            self.pause()

    def _still_there(self) -> bool:
        readable, _writable, _broken = select.select([self.connection], [], [], 0)
        return not readable or self.connection.recv(65_536) != b""


Mode = Callable[[Peer], None]


class Hostile:
    """A server on loopback that treats each connection by its mode."""

    def __init__(self, mode: Mode, *, tls: ssl.SSLContext | None = None) -> None:
        self._mode = mode
        self._tls = tls
        self._stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        # How many connections were accepted.
        self.accepted = 0

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=5)

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                self.accepted += 1
                self._start(functools.partial(self._treat, connection))

    def _treat(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            # A mode may wait in the middle of a write to a client that has gone.
            connection.settimeout(10)
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                self._mode(Peer(connection, self._stopping))


def says_nothing(peer: Peer) -> None:
    peer.hear()
    peer.stay()


def does_not_even_read(peer: Peer) -> None:
    while True:
        peer.pause()


def drips_the_status(peer: Peer) -> None:
    peer.hear()
    _drip(peer, iter(lambda: b"H", b""))


def drips_headers(peer: Peer) -> None:
    peer.hear()
    peer.say(OK)
    _drip(peer, iter(lambda: b"X", b""))


def drips_the_body(peer: Peer) -> None:
    peer.hear()
    peer.say(OK + b"Content-Length: 1000000\r\n\r\n")
    _drip(peer, iter(lambda: b"x", b""))


def drips_a_body_without_length(peer: Peer) -> None:
    peer.hear()
    peer.say(OK + b"Connection: close\r\n\r\n")
    _drip(peer, iter(lambda: b"x", b""))


def drips_chunks(peer: Peer) -> None:
    peer.hear()
    peer.say(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    _drip(peer, iter(lambda: b"1\r\nx\r\n", b""))


def drips_trailers(peer: Peer) -> None:
    peer.hear()
    peer.say(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
    _drip(peer, iter(lambda: b"X-Trailer: y\r\n", b""))


def goes_on_with_continue(peer: Peer) -> None:
    peer.hear()
    _drip(peer, iter(lambda: b"HTTP/1.1 100 Continue\r\n\r\n", b""))


def compresses_nothing_for_ever(peer: Peer) -> None:
    """Members of gzip that hold no byte: data comes, and no body does."""
    peer.hear()
    peer.say(OK + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n")
    _drip(peer, iter(lambda: gzip.compress(b""), b""))


def sends_without_end(peer: Peer) -> None:
    peer.hear()
    peer.say(OK + b"Connection: close\r\n\r\n")
    while True:
        peer.say(b"x" * 65_536)


def sends_chunks_without_end(peer: Peer) -> None:
    peer.hear()
    peer.say(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        peer.say(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


def resets(peer: Peer) -> None:
    peer.hear()
    linger = struct.pack("ii", 1, 0)
    peer.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def hangs_up(peer: Peer) -> None:
    peer.hear()


def hangs_up_in_the_head(peer: Peer) -> None:
    peer.hear()
    peer.say(b"HTT")


def hangs_up_in_the_body(peer: Peer) -> None:
    peer.hear()
    peer.say(OK + b"Content-Length: 100\r\n\r\nhalf")


def hangs_up_between_chunks(peer: Peer) -> None:
    peer.hear()
    peer.say(OK + b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")


def tells(answer: bytes) -> Mode:
    """A mode that gives this answer, byte for byte, and stays."""

    def mode(peer: Peer) -> None:
        peer.hear()
        peer.say(answer)
        peer.stay()

    return mode


def answers_early(peer: Peer) -> None:
    """A whole answer before the body was read, and the end."""
    peer.hear()
    peer.say(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")


@contextlib.contextmanager
def never_accepting() -> Iterator[str]:
    """A URL whose port takes no connection and refuses none: its queue is full."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    waiting = [socket.socket() for _ in range(4)]
    for caller in waiting:
        caller.setblocking(False)
        caller.connect_ex(listener.getsockname())
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        for each in (*waiting, listener):
            each.close()


def _drip(peer: Peer, pieces: Iterator[bytes], pause_s: float = PAUSE_S) -> None:
    for piece in pieces:
        peer.say(piece)
        peer.pause(pause_s)
