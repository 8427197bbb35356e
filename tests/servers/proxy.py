"""A network between a client and a server on a Unix socket, that can be broken as
networks are: in every way that closing or freezing the server cannot show."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

# From the client to the server, and back.
Way = Literal["there", "back"]

LOOK_EVERY_S = 0.05
PIECE = 65_536
AT_ONCE = struct.pack("ii", 1, 0)


class Proxy:
    """Listens on a TCP port of 127.0.0.1; as a context manager inside."""

    def __init__(self, server: Path) -> None:
        self._server = str(server)
        self._listener: socket.socket | None = None
        self.port = 0
        # Connections of an older epoch are reset.
        self._epoch = 0
        self._lost: Way | None = None
        self._held: Way | None = None
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()
        for thread in self._threads:
            thread.join(5)

    def open(self) -> None:
        """Take connections, on the same port as before."""
        listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self._listener, self.port = listener, listener.getsockname()[1]
        self._begin(self._accept, listener)

    def close(self) -> None:
        """Refuse connections, and reset those that stand."""
        if self._listener:
            # Closed alone it would not wake the thread that accepts.
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        self.reset()

    def reset(self) -> None:
        """Every connection breaks off; new ones are taken."""
        self._epoch += 1

    @contextlib.contextmanager
    def losing(self, way: Way) -> Iterator[None]:
        """What goes this way is lost inside, and nobody is told."""
        self._lost = way
        try:
            yield
        finally:
            self._lost = None

    @contextlib.contextmanager
    def holding_up(self, way: Way) -> Iterator[None]:
        """What goes this way arrives only afterwards, as TCP makes of lost packets."""
        self._held = way
        try:
            yield
        finally:
            self._held = None

    def _begin(self, act: object, *given: object) -> None:
        thread = threading.Thread(target=act, args=given, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = listener.accept()
                self._begin(self._carry, client, self._epoch)

    def _carry(self, client: socket.socket, epoch: int) -> None:
        with client, socket.socket(socket.AF_UNIX) as server:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with contextlib.suppress(OSError):
                server.connect(self._server)
                while epoch == self._epoch and self._carried(client, server):
                    pass
            # No farewell: whoever is there hears of a reset.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)

    def _carried(self, client: socket.socket, server: socket.socket) -> bool:
        """Whether the connection stands after what has come was carried on."""
        ways: dict[socket.socket, tuple[Way, socket.socket]] = {
            client: ("there", server),
            server: ("back", client),
        }
        going = [source for source, (way, _sink) in ways.items() if way != self._held]
        ready, _w, _x = select.select(going, [], [], LOOK_EVERY_S)
        for source in ready:
            way, sink = ways[source]
            piece = source.recv(PIECE)
            if not piece:
                return False
            if way != self._lost:
                sink.sendall(piece)
        return True
