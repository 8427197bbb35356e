"""The target as the witness: what reached it, and what it answered."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
import time
from types import TracebackType
from typing import Self

from tests.servers.target import Received, Reply, Target, by_path
from tests.system.evidence import Request

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Recorder:
    """Answers by path, as the target does, and remembers whom it has answered.

    /hold keeps a first attempt waiting until `let_go`: a call that is under way for as
    long as a test wants.
    """

    def __init__(self) -> None:
        self._target = Target(self._answer)
        self._answered: dict[int, int] = {}
        self._changed, self._let_go_until = threading.Condition(), 0
        self._closed = threading.Event()

    def __enter__(self) -> Self:
        self._target.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.let_go()
        self._closed.set()
        self._target.__exit__(kind, error, trace)

    @property
    def url(self) -> str:
        return self._target.url

    def let_go(self) -> None:
        """Answer what is held."""
        with self._changed:
            self._let_go_until = time.time_ns()
            self._changed.notify_all()

    def came(self, path: str) -> list[Received]:
        """The requests for this path so far."""
        return [each for each in list(self._target.received) if each.path == path]

    def first_calls(self, path: str) -> list[dt.datetime]:
        """When the first attempts came to this path."""
        first = [each for each in self.came(path) if each.header("X-Attempt") == "1"]
        return [_moment(received) for received in first]

    def requests(self) -> list[Request]:
        return [self._request(received) for received in list(self._target.received)]

    def _answer(self, received: Received) -> Reply:
        if received.path.startswith("/hold") and received.header("X-Attempt") == "1":
            with self._changed:
                self._changed.wait_for(lambda: received.at_ns <= self._let_go_until)
        reply = by_path(received)
        self._closed.wait(reply.after_s)
        # Just before the first byte leaves: what is not here was never answered.
        self._answered[id(received)] = reply.status
        return dataclasses.replace(reply, after_s=0)

    def _request(self, received: Received) -> Request:
        return Request(
            key=received.header("Idempotency-Key") or "",
            number=int(received.header("X-Attempt") or 0),
            at=_moment(received),
            answered=self._answered.get(id(received)),
        )


def _moment(received: Received) -> dt.datetime:
    return EPOCH + dt.timedelta(microseconds=received.at_ns // 1000)
