"""The line a call is made on, and how others may cut it."""

from __future__ import annotations

import contextlib
import os
import socket
import threading

from runs.calls import failures
from runs.calls.failures import Failure


class Plug:
    """A connection's own duplicate of its descriptor, for whoever has to shut it.

    The duplicate survives the TLS wrapping, which detaches the socket, and cannot
    have become somebody else's when it is shut. It lives as long as the connection,
    and as the call that holds it: an answer is read on after its connection has been
    given up.
    """

    __slots__ = ("_duplicate", "_held", "_lock", "_retired")

    def __init__(self, connection: socket.socket) -> None:
        self._duplicate = socket.socket(
            connection.family, connection.type, fileno=os.dup(connection.fileno())
        )
        self._lock = threading.Lock()
        self._held = self._retired = False

    def hold(self) -> None:
        with self._lock:
            self._held = True

    def let_go(self) -> None:
        with self._lock:
            self._held = False
            self._close_if_over()

    def retire(self) -> None:
        """The connection has been closed."""
        with self._lock:
            self._retired = True
            self._close_if_over()

    def shut(self) -> None:
        """Wake whoever reads, writes or connects there."""
        with self._lock, contextlib.suppress(OSError):
            self._duplicate.shutdown(socket.SHUT_RDWR)

    def _close_if_over(self) -> None:
        if self._retired and not self._held:
            self._duplicate.close()


class Line:
    """One call's way to be ended from another thread. It serves one call."""

    __slots__ = ("_lock", "_plug", "_waits_for", "ended_by")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plug: Plug | None = None
        self._waits_for: threading.Event | None = None
        # "", or the reason of the outcome.
        self.ended_by = ""

    def cut(self) -> None:
        """End the call at once, wherever it is; also before it began."""
        self._end(failures.CUT)

    def expire(self) -> None:
        """End the call because its time is over."""
        self._end(failures.TIMEOUT)

    def hold(self, plug: Plug) -> None:
        """What is shut when the call is ended. Raises Failure if it is.

        It is held until `let_go`, which must come before anyone else may use it.
        """
        with self._lock:
            self._drop()
            self._check()
            plug.hold()
            self._plug = plug

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
            if self._plug:
                self._plug.shut()

    def _check(self) -> None:
        if self.ended_by:
            raise Failure(self.ended_by, "")

    def _drop(self) -> None:
        if self._plug:
            self._plug.let_go()
            self._plug = None
