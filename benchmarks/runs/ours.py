"""Our worker, with beat beside it: runs of real jobs and workflows, each recorded.

Imported only where DATABASE_URL and REDIS_URL are set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

import jobs.actions
import workflows.actions
from accounts.models import Account
from benchmarks.runs import bare
from benchmarks.runs.contenders import Contender
from benchmarks.runs.situations import STEPS
from jobs.models import Job
from runs import actions
from runs.choices import Origin, Status
from runs.models import Attempt, Process, ProcessRun, StepRun

# As many as the clock strikes in one transaction.
BATCH = 500


class Steeple(Contender):
    """What is begun is begun in bulk, as the clock does it; beat sweeps."""

    name, at_once = "steeple", 32

    def __init__(self, *, broker_url: str, log: Path, account: Account) -> None:
        super().__init__(broker_url=broker_url, log=log)
        self._account = account
        self._known: dict[tuple[str, ...], Process] = {}
        self._starts: list[actions.Start] = []
        self._last = 0

    def start(self) -> None:
        self._celery("scheduler_project", "worker")
        self._celery("scheduler_project", "beat", "--pidfile=")

    def prepare(self, urls: Sequence[str], *, shape: str = "") -> None:
        newest = ProcessRun.objects.order_by("-pk").values_list("pk", flat=True)
        self._last = newest.first() or 0
        self._starts = [
            actions.Start(process=process, origin=Origin.SCHEDULE)
            for process in self._processes_for(urls, shape)
        ]

    def release(self) -> None:
        with self._beginning():
            for start in range(0, len(self._starts), BATCH):
                some = self._starts[start : start + BATCH]
                actions.start_many(some, now=timezone.now())

    def done(self) -> int:
        mine = StepRun.objects.filter(run__gt=self._last)
        return mine.filter(status=Status.SUCCEEDED).count()

    def is_written(self, done: int) -> bool:
        """Each call has its Attempt with the answer in it."""
        mine = Attempt.objects.filter(step_run__run__gt=self._last)
        written = mine.filter(response_status=200, finished_at__isnull=False)
        return written.count() >= done

    def forget(self) -> None:
        for model in (Attempt, StepRun, ProcessRun):
            model.objects.all()._raw_delete("default")  # noqa: SLF001 - no cascade to walk

    def _processes_for(self, urls: Sequence[str], shape: str) -> Iterator[Process]:
        size = STEPS if shape else 1
        for first in range(0, len(urls), size):
            key = (shape, *urls[first : first + size])
            if key not in self._known:
                make = self._workflow if shape else self._job
                self._known[key] = make(key)
            yield self._known[key]

    def _job(self, key: tuple[str, ...]) -> Job:
        return jobs.actions.create(self._account, _call(key[1]))

    def _workflow(self, key: tuple[str, ...]) -> Process:
        shape, *urls = key
        name = f"{shape} {len(self._known)}"
        workflow = workflows.actions.create(self._account, {"name": name})
        plan = {"steps": list(_steps(shape, urls)), "outputs": {}}
        actions.publish(workflow, definition={}, plan=plan)
        workflow.refresh_from_db()
        return workflow


def _steps(shape: str, urls: Sequence[str]) -> Iterator[dict[str, Any]]:
    for number, url in enumerate(urls):
        needs = [f"call_{number - 1}"] if shape == "chain" and number else []
        request = {**_call(url), "internal": False}
        request["body"] = {"text": request["body"]}
        yield {
            "key": f"call_{number}",
            "kind": "http",
            "needs": needs,
            "request": request,
        }


def _call(url: str) -> dict[str, Any]:
    values = {"method": "POST", "url": url, "headers": bare.HEADERS}
    return {**values, "body": bare.BODY.decode()}
