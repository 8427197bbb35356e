"""The threads that make a worker's calls."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)


class Callers:
    """Threads begun as they are needed, never more than `most`; they are never ended.

    A leaner ThreadPoolExecutor: nobody waits for a future here, and making one costs
    as much as a tenth of a call. One thread only may give them work.
    """

    def __init__(self, most: int) -> None:
        self._most, self._begun = most, 0
        self._idle = threading.Semaphore(0)
        self._given: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def give(self, act: Callable[[], None]) -> None:
        """Have it done, which must raise nothing.

        Raises RuntimeError if there is no thread and the system gives us none.
        """
        if self._begun < self._most and not self._idle.acquire(blocking=False):
            self._begin()
        self._given.put(act)

    def _begin(self) -> None:
        thread = threading.Thread(target=self._serve, name="call", daemon=True)
        try:
            thread.start()
        except RuntimeError:
            if not self._begun:
                raise
            logger.warning("No further thread can be begun beside %d", self._begun)
            return
        self._begun += 1

    def _serve(self) -> None:
        while True:
            act = self._given.get()
            act()
            self._idle.release()
