"""Failed sign-ins with API keys, counted in the memory of each process.

A secret is a random GUID: nobody guesses it, so the limit only keeps a flood cheap,
and need not be exact. Nothing is written that a stranger could make us write, and an
accepted key is never asked.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

MOST: Final = 20
WITHIN_S: Final = 60.0
# Addresses remembered at once, the latest.
SIZE: Final = 10_000


class Tally:
    """Counts failures by address, over spans that begin with the first one."""

    def __init__(self, *, most: int = MOST, within_s: float = WITHIN_S) -> None:
        self._most, self._within_s = most, within_s
        self._spans: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def failed(self, who: str, *, at: float) -> float:
        """Count one at `at` seconds; the seconds to wait, 0 while there are few."""
        with self._lock:
            since, count = self._spans.pop(who, (at, 0))
            if at - since >= self._within_s:
                since, count = at, 0
            self._spans[who] = (since, count + 1)
            if len(self._spans) > SIZE:
                self._spans.popitem(last=False)
        return since + self._within_s - at if count >= self._most else 0.0

    def clear(self) -> None:
        with self._lock:
            self._spans.clear()


of_keys = Tally()
