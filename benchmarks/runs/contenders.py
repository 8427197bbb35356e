"""What is compared: our worker, and two Celery tasks as people write them.

Each has a database of its own in the broker and its own processes, which wait idly
while the others are measured. Imported only where DATABASE_URL and REDIS_URL are set.
"""

from __future__ import annotations

import abc
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import redis
from django.db import connection
from django.utils import timezone

import jobs.actions
from accounts.models import Account
from benchmarks import trees
from benchmarks.runs import bare, two_writes
from benchmarks.runs.answering import Targets
from jobs.models import Job
from runs import actions
from runs.choices import Origin, Status
from runs.models import Attempt, ProcessRun, StepRun
from scheduler_project.supervisor.leash import die_with_parent

# As many as the clock strikes in one transaction.
BATCH = 500
STOP_WITHIN_S = 20.0
LEAN = ("--without-gossip", "--without-mingle", "--without-heartbeat")


class Contender(abc.ABC):
    """Processes that are given URLs to call, one run each."""

    name: str
    # Calls under way at most.
    at_once: int

    def __init__(self, *, broker_url: str, log: Path) -> None:
        self._environment = os.environ | {"REDIS_URL": broker_url}
        self._log: IO[bytes] = log.open("ab")
        self._processes: list[subprocess.Popen[bytes]] = []

    @abc.abstractmethod
    def start(self) -> None: ...

    @abc.abstractmethod
    def prepare(self, urls: Sequence[str]) -> None:
        """Everything that is not measured."""

    @abc.abstractmethod
    def release(self) -> None:
        """Let the workers have what was prepared; here the clock starts."""

    @abc.abstractmethod
    def done(self) -> int:
        """Calls that have succeeded since `prepare`."""

    @abc.abstractmethod
    def forget(self) -> None:
        """Drop what is left to do; the processes are stopped."""

    def cpu_s(self) -> float:
        """Of the worker and its children."""
        return trees.cpu_s(self._processes[0].pid)

    def stop(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait(STOP_WITHIN_S)
        self._processes = []

    def _celery(self, app: str, *words: str) -> None:
        self._processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", app, *words],
                env=self._environment,
                stdout=self._log,
                stderr=self._log,
                preexec_fn=die_with_parent(),
            )
        )


class Steeple(Contender):
    """Runs of real jobs, begun in bulk as the clock does; beat sweeps beside them."""

    name, at_once = "steeple", 32

    def __init__(self, *, broker_url: str, log: Path, account: Account) -> None:
        super().__init__(broker_url=broker_url, log=log)
        self._account = account
        self._jobs: dict[str, Job] = {}
        self._starts: list[actions.Start] = []
        self._last = 0

    def start(self) -> None:
        self._celery("scheduler_project", "worker")
        self._celery("scheduler_project", "beat", "--pidfile=")

    def prepare(self, urls: Sequence[str]) -> None:
        newest = ProcessRun.objects.order_by("-pk").values_list("pk", flat=True)
        self._last = newest.first() or 0
        self._starts = [
            actions.Start(process=self._job(url), origin=Origin.SCHEDULE)
            for url in urls
        ]

    def release(self) -> None:
        for start in range(0, len(self._starts), BATCH):
            some = self._starts[start : start + BATCH]
            actions.start_many(some, now=timezone.now())

    def done(self) -> int:
        mine = ProcessRun.objects.filter(pk__gt=self._last)
        return mine.filter(status=Status.SUCCEEDED).count()

    def recorded(self) -> int:
        """Attempts since `prepare` whose answer is in the database."""
        mine = Attempt.objects.filter(step_run__run__gt=self._last)
        return mine.filter(response_status=200, finished_at__isnull=False).count()

    def forget(self) -> None:
        for model in (Attempt, StepRun, ProcessRun):
            model.objects.all()._raw_delete("default")  # noqa: SLF001 - no cascade to walk

    def _job(self, url: str) -> Job:
        if url not in self._jobs:
            values = {"method": "POST", "url": url, "headers": bare.HEADERS}
            values["body"] = bare.BODY.decode()
            self._jobs[url] = jobs.actions.create(self._account, values)
        return self._jobs[url]


class Baseline(Contender):
    """One message per call, all of them put into the queue at one stroke."""

    def __init__(self, *, broker_url: str, log: Path, pool: str, at_once: int) -> None:
        super().__init__(broker_url=broker_url, log=log)
        self.name, self.at_once = f"{self.kind}, {pool} {at_once}", at_once
        self._pool = pool
        self._broker = redis.from_url(
            broker_url.replace("redis+socket", "unix").replace("virtual_host", "db")
        )

    kind: str
    module: str
    task: str

    def start(self) -> None:
        how = (f"--pool={self._pool}", f"--concurrency={self.at_once}", *LEAN)
        self._celery(self.module, "worker", *how)

    def prepare(self, urls: Sequence[str]) -> None:
        with bare.app.connection_for_write(self._environment["REDIS_URL"]) as broker:
            producer = broker.Producer()
            for url in urls:
                bare.app.send_task(
                    self.task, args=[url], queue="prepared", producer=producer
                )

    def release(self) -> None:
        self._broker.rename("prepared", "celery")

    def forget(self) -> None:
        self._broker.flushdb()


class Bare(Baseline):
    kind, module, task = "bare", "benchmarks.runs.bare", "bare.call"

    def __init__(self, *, targets: Targets, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self._targets, self._before = targets, 0

    def prepare(self, urls: Sequence[str]) -> None:
        super().prepare(urls)
        self._before = self._targets.answered()

    def done(self) -> int:
        return self._targets.answered() - self._before


class TwoWrites(Baseline):
    kind, module, task = "two writes", "benchmarks.runs.two_writes", "two_writes.call"
    _last = 0

    def prepare(self, urls: Sequence[str]) -> None:
        super().prepare(urls)
        records = two_writes.Record.objects.order_by("-pk")
        self._last = records.values_list("pk", flat=True).first() or 0

    def done(self) -> int:
        mine = two_writes.Record.objects.filter(pk__gt=self._last)
        return int(mine.filter(status="succeeded").count())


def make_tables() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(two_writes.Record)
