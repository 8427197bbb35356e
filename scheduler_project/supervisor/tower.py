"""All parts together: started in order, kept alive, stopped in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from scheduler_project.supervisor import child
from scheduler_project.supervisor.exceptions import StartError
from scheduler_project.supervisor.interruption import Interruption
from scheduler_project.supervisor.keeper import Keeper, describe
from scheduler_project.supervisor.leash import Guard
from scheduler_project.supervisor.part import Part, Say

LOOK_AGAIN_S = 0.1
WORRY_EVERY_S = 30.0


class Tower:
    def __init__(self, *, say: Say, guard: Guard) -> None:
        self._say = say
        self._guard = guard
        self._keepers: dict[str, Keeper] = {}
        self._step: child.Child | None = None

    async def start(self, parts: Sequence[Part]) -> None:
        """Start each part when the one before it is done or ready.

        Raises `StartError` if one that runs once fails.
        """
        for part in parts:
            if part.once:
                await self._do(part)
            else:
                keeper = Keeper(part, say=self._say, guard=self._guard)
                self._keepers[part.name] = keeper
                await self._until_ready(part)

    async def stop(self, order: Sequence[str]) -> None:
        for name in order:
            if name in self._keepers:
                await self._keepers[name].stop()

    def kill(self) -> None:
        """End everything without ceremony; a `stop` under way then has no wait."""
        if self._step:
            self._step.kill()
        for keeper in self._keepers.values():
            keeper.kill()

    async def _do(self, part: Part) -> None:
        words = " ".join(part.command[1:])
        self._say(part.name, words)
        said: list[str] = []
        code = await self._run(part, take=said.append)
        if code:
            for line in said:
                self._say(part.name, line)
            raise StartError(f"`{words}` {describe(code)}, so nothing was started.")

    async def _run(self, part: Part, *, take: Callable[[str], None]) -> int:
        step = await child.start(part.command, take=take, guard=self._guard)
        self._step = step
        try:
            return await step.wait()
        except asyncio.CancelledError:
            await step.stop(patience_s=part.patience_s)
            raise

    async def _until_ready(self, part: Part) -> None:
        clock = asyncio.get_running_loop().time
        worry_at = clock() + WORRY_EVERY_S
        while part.ready and not await part.ready():
            if clock() > worry_at:
                self._say("tower", f"{part.name} is not ready yet")
                worry_at += WORRY_EVERY_S
            await asyncio.sleep(LOOK_AGAIN_S)


async def stand(
    parts: Sequence[Part],
    *,
    stop_order: Sequence[str],
    say: Say,
    announce: Callable[[], None],
) -> None:
    """Start the parts, announce that they are up, and keep them until a signal.

    Raises `StartError` if they could not be started; they are stopped then as well.
    """
    guard = Guard()
    tower = Tower(say=say, guard=guard)
    living = asyncio.create_task(_live(tower, parts, announce))

    def stop() -> None:
        say("tower", "stopping; ctrl-C again kills at once")
        living.cancel()

    Interruption(stop=stop, kill=tower.kill).listen()
    try:
        # Cancelled by a signal: the end that was asked for.
        await asyncio.wait({living})
        if not living.cancelled():
            living.result()
    finally:
        await tower.stop(stop_order)
        guard.close()


async def _live(
    tower: Tower, parts: Sequence[Part], announce: Callable[[], None]
) -> None:
    await tower.start(parts)
    announce()
    await asyncio.Event().wait()
