"""How many calls one worker process has under way, in all and to each host."""

from __future__ import annotations

from collections import Counter

# Calls under way at once in one worker process.
CALLS = 32
# And to one host: others must get their turn beside a host that hangs.
CALLS_PER_HOST = 8


class Slots:
    """Counted by host; taken with a claim, given back when its result is written."""

    def __init__(self, *, calls: int = CALLS, per_host: int = CALLS_PER_HOST) -> None:
        self._calls, self._per_host = calls, per_host
        self._taken: Counter[str] = Counter()

    def free(self, host: str) -> int:
        """How many more calls to this host may begin."""
        room = self._calls - self._taken.total()
        return max(0, min(room, self._per_host - self._taken[host]))

    def take(self, host: str) -> bool:
        """A slot for a call to this host, if there is one."""
        if not self.free(host):
            return False
        self._taken[host] += 1
        return True

    def give_back(self, host: str) -> None:
        self._taken[host] -= 1
        if not self._taken[host]:
            del self._taken[host]
