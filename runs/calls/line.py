"""The line a call is made on, and how others may cut it."""

from __future__ import annotations

import contextlib
import os
import socket
import threading

from runs.calls import failures
from runs.calls.failures import Failure


class Line:
    """One call's way to be ended from another thread. It serves one call.

    It keeps a duplicate of the connection's descriptor: that one survives the TLS
    wrapping, which detaches the socket, and cannot have become somebody else's when it
    is shut.
    """

    __slots__ = ("_descriptor", "_lock", "_waits_for", "ended_by")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._descriptor = -1
        self._waits_for: threading.Event | None = None
        # "", or the reason of the outcome.
        self.ended_by = ""

    def cut(self) -> None:
        """End the call at once, wherever it is; also before it began."""
        self._end(failures.CUT)

    def expire(self) -> None:
        """End the call because its time is over."""
        self._end(failures.TIMEOUT)

    def hold(self, connection: socket.socket) -> None:
        """The connection that is shut when the call is ended. Raises Failure if it is.

        It is held until `let_go`, which must come before anyone else may use it.
        """
        with self._lock:
            self._drop()
            self._check()
            self._descriptor = os.dup(connection.fileno())

    def let_go(self) -> None:
        """From here on the connection is not touched any more."""
        with self._lock:
            self._drop()

    def wait(self, event: threading.Event) -> None:
        """Wait for the event or the end; raises Failure at the end."""
        with self._lock:
            self._check()
            self._waits_for = event
        event.wait()
        with self._lock:
            self._waits_for = None
            self._check()

    def _end(self, reason: str) -> None:
        with self._lock:
            if self.ended_by:
                return
            self.ended_by = reason
            if self._waits_for:
                self._waits_for.set()
            if self._descriptor >= 0:
                _shut(self._descriptor)

    def _check(self) -> None:
        if self.ended_by:
            raise Failure(self.ended_by, "")

    def _drop(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _shut(descriptor: int) -> None:
    """Wakes whoever reads, writes or connects there; the descriptor stays open."""
    connection = socket.socket(fileno=descriptor)
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.detach()
