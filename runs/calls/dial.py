"""The guarded way to a socket: every address is judged, and the peer once more."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

from runs import egress
from runs.calls import failures, names
from runs.calls.failures import Failure
from runs.calls.line import Line
from runs.calls.names import SocketAddress
from runs.calls.target import Target

SocketOptions = Sequence[tuple[int, int, int | bytes]]


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
        return egress.judge(address, self.target.host, self.policy)


def dial(call: Call, host: str, port: int, options: SocketOptions) -> socket.socket:
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
        _permit(egress.judge_name(host, call.policy))
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
) -> socket.socket:
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        for option in options:
            connection.setsockopt(*option)
        connection.settimeout(timeout_s)
        call.line.hold(connection)
        connection.connect(address)
        _permit(call.refuses(connection.getpeername()[0]))
    except BaseException:
        connection.close()
        raise
    return connection


def _permit(refusal: str) -> None:
    if refusal:
        raise Failure(failures.FORBIDDEN, refusal)
