"""What is compared with: two Celery tasks as people write them.

Each has a database of its own in the broker and its own processes, which wait idly
while the others are measured. Imported only where DATABASE_URL and REDIS_URL are set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import redis
from celery import chain, group
from django.db import connection

from benchmarks.runs import bare, two_writes
from benchmarks.runs.answering import Targets
from benchmarks.runs.contenders import Contender
from benchmarks.runs.situations import STEPS

LEAN = ("--without-gossip", "--without-mingle", "--without-heartbeat")
CANVAS = {"group": group, "chain": chain}


class Baseline(Contender):
    """One message per call, all of them put into the queue at one stroke."""

    kind: str
    module: str
    task: Any

    def __init__(self, *, broker_url: str, log: Path, pool: str, at_once: int) -> None:
        super().__init__(broker_url=broker_url, log=log)
        self.name, self.at_once = f"{self.kind}, {pool} {at_once}", at_once
        self._pool = pool
        self._broker = redis.from_url(
            broker_url.replace("redis+socket", "unix").replace("virtual_host", "db")
        )

    def start(self) -> None:
        how = (f"--pool={self._pool}", f"--concurrency={self.at_once}", *LEAN)
        self._celery(self.module, "worker", *how)

    def prepare(self, urls: Sequence[str], *, shape: str = "") -> None:
        address = self._environment["REDIS_URL"]
        with bare.app.connection_for_write(address) as broker, self._beginning():
            # A group knows only the one, a chain only the other.
            way = {"producer": broker.Producer(), "connection": broker}
            for canvas in self._canvases(urls, shape):
                canvas.apply_async(queue="prepared", **way)

    def _canvases(self, urls: Sequence[str], shape: str) -> Iterator[Any]:
        calls = [self.task.si(url) for url in urls]
        if not shape:
            return iter(calls)
        firsts = range(0, len(calls), STEPS)
        return (CANVAS[shape](calls[first : first + STEPS]) for first in firsts)

    def release(self) -> None:
        self._broker.rename("prepared", "celery")

    def forget(self) -> None:
        self._broker.flushdb()


class Bare(Baseline):
    kind, module, task = "bare", "benchmarks.runs.bare", bare.call_only

    def __init__(self, *, targets: Targets, **rest: Any) -> None:
        super().__init__(**rest)
        self._targets, self._before = targets, 0

    def prepare(self, urls: Sequence[str], *, shape: str = "") -> None:
        super().prepare(urls, shape=shape)
        self._before = self._targets.answered()

    def done(self) -> int:
        return self._targets.answered() - self._before


class TwoWrites(Baseline):
    kind, module = "two writes", "benchmarks.runs.two_writes"
    task = two_writes.call_and_record
    _last = 0

    def prepare(self, urls: Sequence[str], *, shape: str = "") -> None:
        super().prepare(urls, shape=shape)
        records = two_writes.Record.objects.order_by("-pk")
        self._last = records.values_list("pk", flat=True).first() or 0

    def done(self) -> int:
        mine = two_writes.Record.objects.filter(pk__gt=self._last)
        return int(mine.filter(status="succeeded").count())


def make_tables() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(two_writes.Record)
