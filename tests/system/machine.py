"""A whole machine under test: a PostgreSQL and a Valkey of its own, beats, workers, and
a recording target; it can be broken in every part, and is judged by the checker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celery import Celery
from django.db import connection

import runs.actions
import schedules.actions
from runs import dispatch, sql
from runs.choices import ACTIVE, OPEN, Origin
from runs.models import Process, ProcessRun, StepRun
from schedules.models import Schedule
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey
from tests.system import checker, dump
from tests.system.parked_worker import RELEASE, parked
from tests.system.product import ROOT
from tests.system.recorder import Recorder
from tests.system.stack import Stack
from tests.system.state_rules import SWEEP_SLACK
from tests.system.waiting import T, until


def pass_by(seconds: float) -> None:
    """Let a fault last."""
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() > end, what="time passes", within_s=seconds + 10)


class Parked:
    """A worker whose calls stop where their URLs say."""

    def __init__(self, process: subprocess.Popen[bytes], directory: Path) -> None:
        self.process, self._directory = process, directory

    @property
    def calls(self) -> int:
        return parked(self._directory)

    def release(self) -> None:
        (self._directory / RELEASE).touch()


class Machine(Stack):
    def __init__(
        self, *, postgres: Postgres, valkey: Valkey, recorder: Recorder, home: Path
    ) -> None:
        super().__init__(redis_url=valkey.url, home=str(home))
        self.postgres, self.valkey, self.recorder = postgres, valkey, recorder
        self._home = home
        self._celery_app = Celery(broker=valkey.url, set_as_current=False)

    def parked_worker(self, name: str) -> Parked:
        directory = self._home / name
        directory.mkdir()
        command = [sys.executable, "-m", "tests.system.parked_worker", str(directory)]
        process = subprocess.Popen(command, cwd=ROOT, env=self._environment)
        self.processes.append(process)
        return Parked(process, directory)

    def start(self, process: Process) -> ProcessRun:
        """Start a run by hand, with its hint."""
        wanted = runs.actions.Start(process=process, origin=Origin.MANUAL)
        run = runs.actions.start(wanted, now=sql.database_now())
        self.send(dispatch.ADVANCE, args=[[run.pk]])
        return run

    def send(self, task: str, **message: Any) -> None:
        self._celery_app.send_task(task, ignore_result=True, **message)

    def restart_postgres(self, *, away_s: float, meanwhile: Callable[[], None]) -> None:
        """As after a crash: sessions are cut, and what was not committed is gone."""
        self.postgres.kill()
        meanwhile()
        pass_by(away_s)
        self.postgres.start()
        connection.close()

    def freeze_postgres(self, *, for_s: float, meanwhile: Callable[[], None]) -> None:
        """A black hole: connections stand, and nothing is answered."""
        frozen = [self.postgres.pid, *_children(self.postgres.pid)]
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        meanwhile()
        pass_by(for_s)
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)

    def until(self, condition: Callable[[], T], *, what: str, within_s: float) -> T:
        """Wait for it, and watch that nothing outlives its lease meanwhile."""

        def look() -> T:
            self._assert_no_lease_outlived()
            return condition()

        return until(look, what=what, within_s=within_s)

    def assert_fires(self, schedule: Schedule, *, within_s: float = 20) -> None:
        """From now on, without a manual act: a firing due later than now succeeds."""
        fired = ProcessRun.objects.filter(
            origin_guid=schedule.guid,
            due_at__gt=sql.database_now(),
            status="succeeded",
        )
        self.until(fired.exists, what=f"{schedule} fires", within_s=within_s)

    def assert_promises_kept(self, *, within_s: float = 30) -> None:
        """Let everything come to its end, then ask the checker."""
        for schedule in Schedule.objects.filter(enabled=True):
            schedules.actions.change(
                schedule, {"enabled": False}, now=sql.database_now()
            )
        still_open = ProcessRun.objects.filter(status__in=OPEN)
        self.until(
            lambda: not still_open.exists(),
            what="every run has ended",
            within_s=within_s,
        )
        requests = self.recorder.requests()
        found = checker.violations(dump.read(requests, now=sql.database_now()))
        assert found == []

    def _assert_no_lease_outlived(self) -> None:
        bound = sql.database_now() - SWEEP_SLACK
        stale = StepRun.objects.filter(status__in=ACTIVE, lease_until__lt=bound)
        assert not stale.exists(), "a step is running since its lease ran out"


def _children(pid: int) -> list[int]:
    """PostgreSQL has a process for each connection, each in a group of its own."""
    listing = subprocess.run(
        ["ps", "-eo", "pid=,ppid="], check=True, capture_output=True, text=True
    )
    pairs = [map(int, line.split()) for line in listing.stdout.splitlines()]
    return [child for child, parent in pairs if parent == pid]
