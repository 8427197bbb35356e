"""Keeps one part running: starts it again, with a growing pause, until stopped."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

from scheduler_project.supervisor import child
from scheduler_project.supervisor.backoff import next_pause
from scheduler_project.supervisor.leash import Guard
from scheduler_project.supervisor.part import Part, Say


class Keeper:
    def __init__(self, part: Part, *, say: Say, guard: Guard) -> None:
        self.part = part
        self._say = say
        self._guard = guard
        self._child: child.Child | None = None
        self._stopping = asyncio.Event()
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Ask the part to end, kill it when its patience is over, and tell."""
        self._stopping.set()
        if self._child:
            await self._child.stop(patience_s=self.part.patience_s)
        await self._keeping
        self._say(self.part.name, "stopped")

    def kill(self) -> None:
        self._stopping.set()
        if self._child:
            self._child.kill()

    async def _keep(self) -> None:
        pause_s = 0.0
        while not self._stopping.is_set():
            lived_s, ending = await self._live()
            if not self._stopping.is_set():
                pause_s = next_pause(pause_s, lived_s=lived_s)
                self._say(self.part.name, f"{ending}; starts again in {pause_s:g} s")
                await self._rest(pause_s)

    async def _live(self) -> tuple[float, str]:
        """One life of the part: its length in seconds, and how it ended."""
        clock = asyncio.get_running_loop().time
        born = clock()
        try:
            self._child = await child.start(
                self.part.command, take=self._relay, guard=self._guard
            )
        except OSError as error:
            return 0.0, f"cannot be started ({error.strerror})"
        if self._stopping.is_set():
            # It was asked to stop while it was being born.
            await self._child.stop(patience_s=self.part.patience_s)
        code = await self._child.wait()
        self._child = None
        return clock() - born, describe(code)

    def _relay(self, line: str) -> None:
        if not any(words in line for words in self.part.unsaid):
            self._say(self.part.name, line)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()


def describe(code: int) -> str:
    """An exit code in words; negative ones are signals, as asyncio gives them."""
    if code >= 0:
        return f"ended with exit code {code}"
    names = {number.value: number.name for number in signal.Signals}
    return f"was killed by {names.get(-code, f'signal {-code}')}"
