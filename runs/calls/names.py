"""Names to addresses: the only place that asks."""

from __future__ import annotations

import socket
import threading

from runs.calls import failures
from runs.calls.failures import Failure
from runs.calls.line import Line

# Look-ups that hang are left to end by themselves; with so many there is no sense in
# adding another.
MOST_LEFT_BEHIND = 64

SocketAddress = tuple[str, int] | tuple[str, int, int, int]
Found = list[tuple[socket.AddressFamily, SocketAddress]]

_left_behind: set[_LookUp] = set()
_lock = threading.Lock()


def resolve(host: str, port: int, line: Line) -> Found:
    """The addresses of a host, in the system's order; raises Failure.

    A look-up cannot be interrupted, so it runs on a thread that is left behind when the
    line ends first.
    """
    if (found := _read(host, port)) is not None:
        return found
    if left_behind() >= MOST_LEFT_BEHIND:
        raise Failure(
            failures.DNS,
            f"The name {host} is not looked up: {MOST_LEFT_BEHIND} others hang.",
        )
    look_up = _LookUp(host, port)
    look_up.start()
    try:
        line.wait(look_up.over)
    except Failure:
        look_up.leave_behind()
        raise
    return look_up.result()


def left_behind() -> int:
    """How many look-ups are still under way for calls that ended long ago."""
    return len(_left_behind)


def _read(host: str, port: int) -> Found | None:
    """The address that is written as a number, in any spelling the system knows."""
    try:
        return _ask(host, port, socket.AI_NUMERICHOST)
    except socket.gaierror:
        return None
    except (OSError, UnicodeError) as error:
        raise failures.unresolved(error, host) from error


def _ask(host: str, port: int, flags: int = 0) -> Found:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [
        # A build without IPv6 gives (number, bytes), which is no address we can use.
        (family, address)
        for family, _type, _protocol, _name, address in answers
        if isinstance(address[0], str)
    ]


class _LookUp(threading.Thread):
    def __init__(self, host: str, port: int) -> None:
        super().__init__(name="look-up", daemon=True)
        self.over = threading.Event()
        self._host = host
        self._port = port
        self._found: Found = []
        self._error: OSError | UnicodeError | None = None
        self._finished = False

    def run(self) -> None:
        try:
            self._found = _ask(self._host, self._port)
        except (OSError, UnicodeError) as error:
            self._error = error
        finally:
            with _lock:
                self._finished = True
                _left_behind.discard(self)
            self.over.set()

    def leave_behind(self) -> None:
        with _lock:
            if not self._finished:
                _left_behind.add(self)

    def result(self) -> Found:
        if self._error:
            raise failures.unresolved(self._error, self._host) from self._error
        return self._found
