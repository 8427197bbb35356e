"""A connection that serves one call after the other, each under its own guard."""

from __future__ import annotations

import http.client
import io
import re
import socket
import threading
import time
from typing import Any, Final

import urllib3.connection

from runs.calls import dial, watchdog
from runs.calls.dial import Call
from runs.calls.failures import Failure
from runs.calls.line import Plug
from runs.egress import Policy

# Seconds a connection may rest. Servers close theirs after two or more, and a request
# that meets the closing is lost without our knowing whether it was read; so we are
# first. What calls a server less often than this gains nothing from a kept connection.
REST_S: Final = 1.5

_NUMBER = re.compile(r"[0-9]{1,18}\Z")


class _Lines(io.BufferedReader):
    """Remembers the last line: it tells a head that ended from one that broke off."""

    last = b""

    def readline(self, size: int | None = -1, /) -> bytes:
        self.last = super().readline(size)
        return self.last


class _Final(http.client.HTTPResponse):
    """http.client's reader, less lenient with a head that breaks off.

    It passes over 102 and 103 as well as over 100 (RFC 9110 15.2).
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fp: io.BufferedReader = _Lines(self.fp.detach())

    def begin(self) -> None:
        super().begin()
        if isinstance(self.fp, _Lines) and self.fp.last not in {b"\r\n", b"\n"}:
            raise http.client.IncompleteRead(b"")
        lengths = {*self.headers.get_all("Content-Length", [])}
        if len(lengths) > 1 or not all(_NUMBER.match(length) for length in lengths):
            raise http.client.HTTPException("its Content-Length is no number")

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
            if found[1] not in {102, 103}:
                return found
            http.client.parse_headers(self.fp)


class Guarded(urllib3.connection.HTTPConnection):
    """Taken for a call, it dials, sends and is shut under that call's guard."""

    response_class = _Final

    _call: Call
    _plug: Plug | None = None
    _address = ""
    _peer = ""
    _permitted_by: Policy | None = None
    _rests_until = 0.0

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._resting = threading.Lock()
        self._pieces: list[bytes] = []

    def take(self, call: Call) -> None:
        """Serve this call; raises Failure if it was ended before."""
        self._call = call
        if self.sock is None or self._plug is None:
            return
        if call.policy is not self._permitted_by and call.refuses(self._address):
            # Opened under another policy: connecting again says it in words.
            self.close()
            return
        try:
            call.line.hold(self._plug)
        except Failure:
            self.close()
            raise
        dial.limit(self.sock, call.deadline)

    def close(self) -> None:
        super().close()
        if self._plug is not None:
            self._plug.retire()
            self._plug = None

    def rest(self) -> None:
        """The call is done with it; it may serve another one for a while."""
        self._call.line.let_go()
        if self.sock is None:
            return
        until = time.monotonic() + REST_S
        with self._resting:
            self._rests_until = until
        watchdog.watch(self, until)

    def expire(self) -> None:
        """Close it if it has rested all the time."""
        with self._resting:
            if not 0 < self._rests_until <= time.monotonic():
                return
            self._rests_until = 0.0
        self.close()

    @property
    def is_connected(self) -> bool:
        """urllib3's question before it takes a connection out of the pool.

        A connection on which anything can be read, be it the end, is not used again.
        """
        with self._resting:
            rested, self._rests_until = self._rests_until, 0.0
        return rested > time.monotonic() and super().is_connected

    def request(self, *args: Any, **options: Any) -> None:
        """Head and body leave in one piece: one packet less, one wake-up less."""
        if self.sock is None:
            self.connect()
        self._pieces = []
        super().request(*args, **options)
        call = self._call
        call.peer, call.sent, call.stage = self._peer, True, "request"
        super().send(b"".join(self._pieces))
        call.stage = "answer"

    def send(self, data: Any) -> None:
        self._pieces.append(data)

    def _new_conn(self) -> socket.socket:
        call = self._call
        connection = dial.dial(
            call, self._dns_host, self.port, self.socket_options or ()
        )
        dial.limit(connection, call.deadline)
        self._plug = connection.plug
        peer = connection.getpeername()
        self._address, self._peer = peer[0], dial.shown(peer)
        self._permitted_by = None if call.exempt else call.policy
        call.peer, call.stage = self._peer, "tls"
        return connection


class GuardedTLS(Guarded, urllib3.connection.HTTPSConnection):
    """The same under TLS: host, SNI and certificate name stay those of the URL."""
