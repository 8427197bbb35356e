"""A whole machine under test: a PostgreSQL and a Valkey of its own, beats, workers, and
a recording target; it can be broken in every part, and is judged by the checker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from celery import Celery
from django.db import connection

import runs.actions
import schedules.actions
from runs import dispatch, sql
from runs.choices import ACTIVE, OPEN, Origin
from runs.models import Process, ProcessRun, StepRun
from scheduler_project.supervisor import web
from schedules.models import Schedule
from tests.servers.port import free_port
from tests.servers.postgres import Postgres
from tests.servers.proxy import Proxy
from tests.servers.valkey import Valkey
from tests.system import checker, dump
from tests.system.parked_worker import RELEASE, parked
from tests.system.poller import Poller
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
    """With proxies its processes reach Redis and PostgreSQL through these."""

    def __init__(
        self,
        *,
        postgres: Postgres,
        valkey: Valkey,
        recorder: Recorder,
        home: Path,
        to_redis: Proxy | None = None,
        to_postgres: Proxy | None = None,
    ) -> None:
        super().__init__(
            redis_url=f"redis://127.0.0.1:{to_redis.port}/0"
            if to_redis
            else valkey.url,
            postgres_url=f"postgres://postgres@127.0.0.1:{to_postgres.port}/postgres"
            if to_postgres
            else None,
            home=str(home),
        )
        self.postgres, self.valkey, self.recorder = postgres, valkey, recorder
        self._to_redis, self._to_postgres = to_redis, to_postgres
        self.poller: Poller | None = None
        self._home = home
        self._celery_app = Celery(broker=valkey.url, set_as_current=False)

    @property
    def to_redis(self) -> Proxy:
        assert self._to_redis
        return self._to_redis

    @property
    def to_postgres(self) -> Proxy:
        assert self._to_postgres
        return self._to_postgres

    @contextmanager
    def web(self, account: str) -> Iterator[Poller]:
        """A web server, and whoever asks it for each run that is started from now on,
        by a key of this account."""
        port = free_port()
        self._begin(*web.command(port), PORT=str(port))
        url = f"http://127.0.0.1:{port}"
        until(lambda: _is_well(url), what="the web is up", within_s=30)
        key_id, secret = self._manage("createkey", account).split()[-2:]
        with Poller(url, (key_id, secret)) as self.poller:
            yield self.poller

    def _manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, env=self._environment, cwd=ROOT, check=True, capture_output=True
        ).stdout.decode()

    def parked_worker(self, name: str) -> Parked:
        directory = self._home / name
        directory.mkdir()
        words = ("-m", "tests.system.parked_worker", str(directory))
        return Parked(self._begin(sys.executable, *words), directory)

    def start(self, process: Process) -> ProcessRun:
        """Start a run by hand, with its hint."""
        wanted = runs.actions.Start(process=process, origin=Origin.MANUAL)
        run = runs.actions.start(wanted, now=sql.database_now())
        self.send(dispatch.ADVANCE, args=[[run.pk]])
        if self.poller:
            self.poller.watch(run.guid)
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
        came = self.recorder.requests()
        answers = self.poller.answers if self.poller else []
        evidence = dump.read(came, list(answers), now=sql.database_now())
        found = checker.violations(evidence)
        assert not found, "\n".join(f"{each.rule}: {each.what}" for each in found)

    def _assert_no_lease_outlived(self) -> None:
        bound = sql.database_now() - SWEEP_SLACK
        stale = StepRun.objects.filter(status__in=ACTIVE, lease_until__lt=bound)
        assert not stale.exists(), "a step is running since its lease ran out"


def _is_well(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=5).ok
    except requests.RequestException:
        return False


def _children(pid: int) -> list[int]:
    """PostgreSQL has a process for each connection, each in a group of its own."""
    listing = subprocess.run(
        ["ps", "-eo", "pid=,ppid="], check=True, capture_output=True, text=True
    )
    pairs = [map(int, line.split()) for line in listing.stdout.splitlines()]
    return [child for child, parent in pairs if parent == pid]
