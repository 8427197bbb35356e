"""The guarded way to a socket: every address is judged, and the peer once more."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass

from runs import egress
from runs.calls import failures, names
from runs.calls.failures import Failure
from runs.calls.line import Line, Plug
from runs.calls.names import SocketAddress
from runs.calls.target import Target

SocketOptions = Sequence[tuple[int, int, int | bytes]]

# How much later than the deadline the system itself ends a read or a write.
_SPARE_S = 1.0


class Connection(socket.socket):
    """Once it is connected it waits without a timeout: its call's line ends it.

    urllib3 sets a timeout before each step. Each would be a system call more, and one
    more before each read and write, and at each of them the threads of a process
    contend for the interpreter: together they cost a third of a call.
    """

    plug: Plug
    _is_connected = False

    def settimeout(self, value: float | None, /) -> None:
        if not self._is_connected:
            super().settimeout(value)

    def connected(self) -> None:
        self.settimeout(None)
        self._is_connected = True


def limit(connection: socket.socket, deadline: float) -> None:
    """Let the system end what waits too long: this keeps no deadline to the letter,
    it would end the call if the watchdog were dead. `deadline` is monotonic."""
    left_s = max(deadline - time.monotonic(), 0.0) + _SPARE_S
    left = struct.pack("ll", int(left_s), int(left_s % 1 * 1e6))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, left)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, left)


@dataclass(slots=True, kw_only=True)
class Call:
    """How far one call has come. Only its own thread writes it."""

    policy: egress.Policy
    line: Line
    # Monotonic.
    deadline: float
    target: Target
    # Whether the target is the trusted origin.
    exempt: bool = False
    # What it is waiting for: name, connection, tls, request, answer, body.
    stage: str = "name"
    sent: bool = False
    peer: str = ""

    def refuses(self, address: str) -> str:
        """The sentence that forbids this address to this call, or ""."""
        if self.exempt:
            return ""
        return egress.judge(address, self.target.host, self.target.port, self.policy)


def dial(call: Call, host: str, port: int, options: SocketOptions) -> Connection:
    """A connection to the first address that answers; raises Failure.

    One forbidden address forbids the name: it is asked for once, and its owner chooses
    the order.
    """
    addresses = _addresses(call, host, port)
    call.stage = "connection"
    failure = Failure(failures.DNS, f"The name {host} has no address.")
    for index, (family, address) in enumerate(addresses):
        # A dead first address must leave time for the second.
        share = (call.deadline - time.monotonic()) / (len(addresses) - index)
        try:
            return _connect(call, family, address, options, max(share, 0.001))
        except OSError as error:
            failure = failures.unreachable(error, shown(address))
    raise failure


def shown(address: SocketAddress) -> str:
    """As in a URL: 192.0.2.1:80, [2001:db8::1]:80."""
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    return f"{host}:{address[1]}"


def _addresses(call: Call, host: str, port: int) -> names.Found:
    call.stage = "name"
    if not call.exempt:
        _permit(egress.judge_name(host, port, call.policy))
    found = names.resolve(host, port, call.line)
    for _family, address in found:
        _permit(call.refuses(address[0]))
    return found


def _connect(
    call: Call,
    family: socket.AddressFamily,
    address: SocketAddress,
    options: SocketOptions,
    timeout_s: float,
) -> Connection:
    connection = Connection(family, socket.SOCK_STREAM)
    connection.plug = Plug(connection)
    try:
        for option in options:
            connection.setsockopt(*option)
        connection.settimeout(timeout_s)
        call.line.hold(connection.plug)
        connection.connect(address)
        _permit(call.refuses(connection.getpeername()[0]))
    except BaseException:
        connection.close()
        connection.plug.retire()
        raise
    connection.connected()
    return connection


def _permit(refusal: str) -> None:
    if refusal:
        raise Failure(failures.FORBIDDEN, refusal)
