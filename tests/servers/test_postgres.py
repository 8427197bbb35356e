from __future__ import annotations

import subprocess
import sys

import psycopg
import pytest

from tests.servers.postgres import Postgres

pytestmark = pytest.mark.system


def rows(postgres: Postgres) -> int:
    with psycopg.connect(postgres.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bells (tone text)")
        connection.execute("INSERT INTO bells VALUES ('c')")
        found = connection.execute("SELECT count(*) FROM bells").fetchone()
    assert found
    return int(found[0])


def test_it_keeps_its_rows_through_restart_and_crash():
    with Postgres() as postgres:
        assert rows(postgres) == 1
        postgres.restart()
        assert rows(postgres) == 2
        postgres.kill()
        postgres.start()
        assert rows(postgres) == 3


def test_it_leaves_nothing_behind():
    with Postgres() as postgres:
        directory = postgres.directory
        assert directory.exists()
    assert not directory.exists()


@pytest.mark.parametrize("code", [0, 5])
def test_a_command_runs_over_it_and_its_exit_code_is_kept(code):
    program = (
        "import os, sys, psycopg;"
        "psycopg.connect(os.environ['DATABASE_URL']).close();"
        f"sys.exit({code})"
    )
    words = ["tests.servers.postgres", sys.executable, "-c", program]
    ended = subprocess.run([sys.executable, "-m", *words], check=False)
    assert ended.returncode == code
