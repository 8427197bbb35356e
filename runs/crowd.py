"""Runs that found no slot: kept by host, and looked at again when one is free."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from runs.slots import Slots
from runs.work import Brought

# Behind a host that ended no call for so long, runs are left to the sweep: they
# must not fill this process while others could be served.
PATIENCE_S = 1.0


@dataclass(slots=True)
class _Queue:
    moved_at: float
    runs: deque[Brought] = field(default_factory=deque)


class Crowd:
    """Time is a monotonic clock's, in seconds, and an argument."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Queue] = {}

    def __len__(self) -> int:
        return sum(len(queue.runs) for queue in self._hosts.values())

    def join(self, host: str, runs: Iterable[Brought], *, now: float) -> None:
        self._hosts.setdefault(host, _Queue(now)).runs.extend(runs)

    def moved(self, host: str, *, now: float) -> None:
        """A call to this host has ended."""
        if host in self._hosts:
            self._hosts[host].moved_at = now

    def ready(self, slots: Slots, *, now: float) -> list[Brought]:
        """The runs whose hosts have slots free; forgets those who wait in vain."""
        ready: list[Brought] = []
        for host, queue in list(self._hosts.items()):
            number = min(slots.free(host), len(queue.runs))
            ready += [queue.runs.popleft() for _run in range(number)]
            if not queue.runs or now - queue.moved_at > PATIENCE_S:
                del self._hosts[host]
        return ready
