"""What the tests of faults run on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from jobs.models import Job
from schedules.models import Schedule
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey
from tests.system import other_database
from tests.system.machine import Machine
from tests.system.recorder import Recorder


@pytest.fixture
def own_postgres(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postgres]:
    """A server that the test may break; `connection` speaks to it."""
    with Postgres() as server, other_database.postgres(server.url):
        monkeypatch.setenv("DATABASE_URL", server.url)
        yield server


@pytest.fixture
def machine(own_postgres: Postgres, tmp_path: Path) -> Iterator[Machine]:
    with (
        Valkey() as valkey,
        Recorder() as recorder,
        Machine(
            postgres=own_postgres, valkey=valkey, recorder=recorder, home=tmp_path
        ) as machine,
    ):
        yield machine


@pytest.fixture
def calling(machine: Machine, make_job: Callable[..., Job]) -> Callable[..., Job]:
    """A job that calls this path of the recorder."""

    def calling(method: str, path: str) -> Job:
        return make_job(method=method, url=machine.recorder.url + path)

    return calling


@pytest.fixture
def each_second(make_schedule: Callable[..., Schedule]) -> Callable[..., Schedule]:
    """A schedule that fires a job every second, from now on."""

    def each_second(job: Job, **values: Any) -> Schedule:
        wanted = {"expression": "1", "now": timezone.now()} | values
        return make_schedule(process=job, **wanted)

    return each_second
