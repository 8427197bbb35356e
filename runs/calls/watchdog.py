"""One thread that keeps all deadlines of a process."""

from __future__ import annotations

import heapq
import logging
import os
import threading
import time
from typing import Protocol

logger = logging.getLogger(__name__)

# Seconds. A deadline is kept this late at most; so many share one entry of the heap.
TICK_S = 0.02


class Watched(Protocol):
    def expire(self) -> None: ...


class Watchdog:
    """Calls `expire` of what it watches, on its thread, once the time is there.

    The heap holds each tick once, however many are due on it, and what is released is
    taken out: neither grows with the number of calls that ended in time.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew: a fork has no threads, and perhaps a lock that nobody opens."""
        self._changed = threading.Condition()
        self._due: dict[int, set[Watched]] = {}
        self._ticks: list[int] = []
        self._started = False

    def watch(self, watched: Watched, at: float) -> int:
        tick = int(at / TICK_S) + 1
        with self._changed:
            due = self._due.get(tick)
            if due is None:
                due = self._new_tick(tick)
            due.add(watched)
        return tick

    def release(self, watched: Watched, tick: int) -> None:
        with self._changed:
            self._due.get(tick, set()).discard(watched)

    def _new_tick(self, tick: int) -> set[Watched]:
        if not self._started:
            threading.Thread(target=self._run, name="watchdog", daemon=True).start()
            self._started = True
        heapq.heappush(self._ticks, tick)
        if self._ticks[0] == tick:
            self._changed.notify()
        return self._due.setdefault(tick, set())

    def _run(self) -> None:
        while True:
            for watched in self._next():
                try:
                    watched.expire()
                except Exception:
                    # One that fails must not take all other deadlines with it.
                    logger.exception("could not end what is over")

    def _next(self) -> set[Watched]:
        with self._changed:
            while (wait := self._wait_s()) != 0:
                self._changed.wait(wait)
            return self._due.pop(heapq.heappop(self._ticks))

    def _wait_s(self) -> float | None:
        if not self._ticks:
            return None
        return max(0.0, self._ticks[0] * TICK_S - time.monotonic())


def watch(watched: Watched, at: float) -> int:
    """Expire it at this monotonic time. The number is what `release` wants."""
    return _watchdog.watch(watched, at)


def release(watched: Watched, tick: int) -> None:
    _watchdog.release(watched, tick)


_watchdog = Watchdog()
os.register_at_fork(after_in_child=_watchdog.forget)
