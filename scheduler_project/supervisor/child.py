"""One process: the leader of a session of its own, its output read line by line."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress

from scheduler_project.home import BASE_DIR
from scheduler_project.supervisor.leash import Guard, die_with_parent
from scheduler_project.supervisor.lines import Lines

LAST_WORDS_S = 1.0


class Child:
    def __init__(
        self, process: asyncio.subprocess.Process, *, lines: Lines, guard: Guard
    ) -> None:
        self._process = process
        self._lines = lines
        self._guard = guard
        self._group_lives = True
        guard.watch(process.pid)

    def ask(self) -> None:
        """Ask the leader to end; it takes its own children with it."""
        with suppress(ProcessLookupError):
            self._process.terminate()

    def kill(self) -> None:
        """Kill the whole group."""
        if self._group_lives:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def wait(self) -> int:
        """The exit code, negative for a signal, once the group is gone."""
        code = await self._process.wait()
        if self._group_lives:
            self.kill()
            self._guard.forget(self._process.pid)
            self._group_lives = False
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_S):
                await self._lines.ended.wait()
        return code

    async def stop(self, *, patience_s: float) -> None:
        """Ask, wait, and kill if that took longer than the patience lasts."""
        self.ask()
        try:
            async with asyncio.timeout(patience_s):
                await self._process.wait()
        except TimeoutError:
            self.kill()
        await self.wait()


async def start(
    command: Sequence[str], *, take: Callable[[str], None], guard: Guard
) -> Child:
    """Start the command in the project's directory; `take` gets its output.

    Raises OSError if there is no such program or no more room for a process.
    """
    # A pipe of our own: asyncio's would make `wait` last until a grandchild that
    # inherited it has ended as well.
    reading, writing = os.pipe()
    transport, lines = await asyncio.get_running_loop().connect_read_pipe(
        lambda: Lines(take), os.fdopen(reading, "rb", buffering=0)
    )
    try:
        process = await _spawn(command, output=writing)
    except BaseException:
        transport.close()
        raise
    finally:
        os.close(writing)
    return Child(process, lines=lines, guard=guard)


async def _spawn(command: Sequence[str], *, output: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *command,
        cwd=BASE_DIR,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=die_with_parent(),
    )
