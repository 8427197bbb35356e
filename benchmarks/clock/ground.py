"""One PostgreSQL and one Valkey for all contenders; a database per measurement."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
# Longer than any measurement: then something hangs.
WITHIN_S = 1_800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    postgres: Postgres
    valkey: Valkey
    home: Path

    def make(self, name: str, *, like: str = "template0") -> None:
        self._do(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY FILE_COPY")

    def drop(self, name: str) -> None:
        self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @contextmanager
    def copy(self, of: str) -> Iterator[str]:
        """A database as another one is; gone afterwards."""
        name = f"{of}_copy"
        self.make(name, like=of)
        try:
            yield name
        finally:
            self.drop(name)

    def tidy(self, name: str) -> None:
        with psycopg.connect(self._url(name), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")

    def run(self, module: str, *words: str, database: str) -> Any:
        """What a module of this package says, run over that database, in JSON."""
        self.valkey.client().flushall()
        told = self._python(
            "-m", f"benchmarks.clock.{module}", *words, database=database
        )
        return json.loads(told.splitlines()[-1])

    def manage(self, *words: str, database: str) -> None:
        self._python("manage.py", *words, database=database)

    def _python(self, *words: str, database: str) -> str:
        return subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self._environment(database),
            check=True,
            stdout=subprocess.PIPE,
            timeout=WITHIN_S,
            text=True,
        ).stdout

    def _environment(self, database: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "scheduler_project.settings",
            "DATABASE_URL": self._url(database),
            "REDIS_URL": self.valkey.url,
            "STEEPLE_HOME": str(self.home),
            "LOG_LEVEL": "ERROR",
            "POSTGRES_PID": str(self.postgres.pid),
        }

    def _do(self, statement: str) -> None:
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _url(self, database: str) -> str:
        return self.postgres.url.replace("/postgres?", f"/{database}?")


@contextmanager
def ground() -> Iterator[Ground]:
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="steeple-"))
        yield Ground(
            postgres=stack.enter_context(Postgres()),
            valkey=stack.enter_context(Valkey()),
            home=Path(home),
        )
