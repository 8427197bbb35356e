"""Ctrl-C and its like: the first asks for an ordered end, a second ctrl-C insists."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

# A ctrl-C may come twice, from the terminal and passed on by a parent process.
ECHO_S = 0.5


class Interruption:
    def __init__(self, *, stop: Callable[[], None], kill: Callable[[], None]) -> None:
        self._stop = stop
        self._kill = kill
        self._stopping_since: float | None = None

    def listen(self) -> None:
        loop = asyncio.get_running_loop()

        def heard(number: signal.Signals) -> None:
            self.hear(number, at_s=loop.time())

        # A script's background job has SIGINT ignored, and may still be sent one.
        numbers = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            numbers.append(signal.SIGHUP)
        for number in numbers:
            loop.add_signal_handler(number, heard, number)

    def hear(self, number: signal.Signals, *, at_s: float) -> None:
        """React to a signal that arrived at a time of the loop's clock."""
        if self._stopping_since is None:
            self._stopping_since = at_s
            self._stop()
        elif number is signal.SIGINT and at_s - self._stopping_since > ECHO_S:
            self._kill()
