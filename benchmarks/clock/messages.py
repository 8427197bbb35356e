"""What arrives at the broker, and when."""

from __future__ import annotations

import base64
import json
import os
import queue
import threading
import time
import urllib.parse
from collections import defaultdict
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import redis

QUEUE = "celery"
POLL_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`arrived` is in seconds since 1970, as the machine's clock has it."""

    arrived: float
    args: list[Any]


def broker() -> redis.Redis:
    path = urllib.parse.urlsplit(os.environ["REDIS_URL"]).path
    return redis.Redis(unix_socket_path=urllib.parse.unquote(path))


def waiting(client: redis.Redis) -> list[Message]:
    """Those that lie there; they stay."""
    raws: Any = client.lrange(QUEUE, 0, -1)
    return [_read(raw, 0.0) for raw in raws]


class Mailbox:
    """Takes the messages as workers would, and has them carried out beside that."""

    def __init__(self, contender: Any) -> None:
        self._contender = contender
        self._taken: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._messages: list[Message] = []
        self._known = 0
        self._arrivals: dict[str, list[float]] = defaultdict(list)
        self._closed = threading.Event()
        self._threads = [
            threading.Thread(target=self._take),
            threading.Thread(target=self._carry_out),
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._closed.set()
        for thread in self._threads:
            thread.join()

    def arrivals(self) -> dict[str, list[float]]:
        """When the firings arrived, by the name of who fired."""
        new = self._messages[self._known :]
        self._known += len(new)
        for message, names in zip(new, self._contender.names(new), strict=True):
            for name in names:
                self._arrivals[name].append(message.arrived)
        return self._arrivals

    def first(self, name: str, *, since: float, within_s: float) -> float:
        """When the first firing of that name arrived; infinite if none did."""
        until = time.time() + within_s
        while time.time() < until:
            for arrived in self.arrivals()[name]:
                if arrived >= since:
                    return arrived
            time.sleep(POLL_S)
        return float("inf")

    def _take(self) -> None:
        client = broker()
        while not self._closed.is_set():
            taken: Any = client.brpop([QUEUE], timeout=1)
            if taken is not None:
                message = _read(taken[1], time.time())
                self._messages.append(message)
                self._taken.put(message)
        self._taken.put(None)

    def _carry_out(self) -> None:
        while (message := self._taken.get()) is not None:
            self._contender.carry_out(message)


def _read(raw: bytes, arrived: float) -> Message:
    body = json.loads(base64.b64decode(json.loads(raw)["body"]))
    return Message(arrived=arrived, args=body[0])
