"""One scheduler in this process: CONTENDER idle SECONDS | burst NUMBER."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Self

import django

django.setup()

import psutil  # noqa: E402
from celery.signals import beat_init  # noqa: E402
from kombu.utils.imports import symbol_by_name  # noqa: E402

from benchmarks import trees  # noqa: E402
from benchmarks.clock import messages  # noqa: E402
from benchmarks.clock.contenders import CONTENDERS  # noqa: E402
from scheduler_project.celery import app  # noqa: E402

# The stock scheduler sleeps longer; a tick costs it the same.
LONGEST_SLEEP_S = 0.25
BURST_WITHIN_S = 15.0
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Seconds: on the wall, and of this process's CPU time."""

    wall: float
    cpu: float

    @classmethod
    def read(cls) -> Self:
        return cls(wall=time.perf_counter(), cpu=time.process_time())

    def __sub__(self, other: Clocks) -> Clocks:
        return Clocks(wall=self.wall - other.wall, cpu=self.cpu - other.cpu)

    def __add__(self, other: Clocks) -> Clocks:
        return Clocks(wall=self.wall + other.wall, cpu=self.cpu + other.cpu)


def idle(contender: ModuleType, seconds: float) -> dict[str, float]:
    """From the constructor to the end of the first tick; then ticks, as beat does."""
    gc.collect()
    memory, before = _resident(), Clocks.read()
    scheduler = _scheduler(contender)
    scheduler.tick()
    start = Clocks.read() - before
    grown = _resident() - memory
    return {
        "start_s": start.wall,
        "start_cpu_s": start.cpu,
        "memory_mb": grown / MEGABYTE,
        **_idle_ticks(scheduler, seconds),
    }


def burst(contender: ModuleType, number: int) -> dict[str, float]:
    """So many due at once; told is what was sent within 15 seconds."""
    scheduler = _prepared(contender, number)
    broker = messages.broker()
    broker.delete(messages.QUEUE)
    postgres, before = _postgres_s(), Clocks.read()
    while scheduler.tick() <= 0 and _since(before) < BURST_WITHIN_S:
        pass
    taken = Clocks.read() - before
    sent = sum(map(len, contender.names(messages.waiting(broker))))
    assert contender.written() in {None, sent}
    return {
        "sent": sent,
        "per_s": sent / taken.wall,
        "cpu_us": taken.cpu / sent * 1e6,
        "postgres_us": (_postgres_s() - postgres) / sent * 1e6,
    }


def _prepared(contender: ModuleType, number: int) -> Any:
    """A scheduler that has begun, with so many due."""
    if contender.LOADS_ALL:
        # An edit now would have it load them all anew; its first tick sends one.
        contender.make_due(number + 1)
    scheduler = _scheduler(contender)
    scheduler.tick()
    if not contender.LOADS_ALL:
        contender.make_due(number)
    return scheduler


def _idle_ticks(scheduler: Any, seconds: float) -> dict[str, float]:
    """The mean of all, those with the sweeps and the foreign rows among them."""
    ticks = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        before = Clocks.read()
        delay = scheduler.tick()
        ticks.append(Clocks.read() - before)
        time.sleep(min(delay, LONGEST_SLEEP_S))
    total = sum(ticks, Clocks(wall=0, cpu=0))
    return {
        "tick_ms": total.wall / len(ticks) * 1e3,
        "tick_cpu_ms": total.cpu / len(ticks) * 1e3,
    }


def _scheduler(contender: ModuleType) -> Any:
    scheduler = symbol_by_name(contender.SCHEDULER)(app=app)
    beat_init.send(sender=None)
    return scheduler


def _since(before: Clocks) -> float:
    return (Clocks.read() - before).wall


def _postgres_s() -> float:
    return trees.cpu_s(int(os.environ["POSTGRES_PID"]))


def _resident() -> int:
    return int(psutil.Process().memory_info().rss)


def main(name: str, what: str, number: int) -> None:
    measure = {"idle": idle, "burst": burst}[what]
    print(json.dumps(measure(CONTENDERS[name], number)), flush=True)
    # Not by way of atexit: the stock scheduler would write thousands of rows.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
