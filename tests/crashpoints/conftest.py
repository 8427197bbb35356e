"""Real commits, so that a crash between two of them is what it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from runs import calls
from tests.conftest import NOON
from tests.crashpoints.world import World
from tests.system import other_database


@pytest.fixture(autouse=True)
def hints() -> None:
    """Nothing stands between the product and the broker here."""


@pytest.fixture(scope="session")
def empty_file(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    path = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            other_database.copy_of_sqlite(path)
    return path


@pytest.fixture(autouse=True)
def committing(db: None, empty_file: Path, tmp_path: Path) -> Iterator[None]:
    """SQLite: a file, made anew for each test. PostgreSQL: emptied after it."""
    own = tmp_path / "steeple.sqlite3"
    if connection.vendor == "postgresql":
        other = other_database.second_connection()
    else:
        shutil.copy(empty_file, own)
        other = other_database.sqlite(own)
    with other:
        yield


@pytest.fixture
def world(committing: None, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch, NOON)


@pytest.fixture
def during(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[], None]], None]:
    """Say what happens while the target is asked: while the first call is under way."""

    def during(happens: Callable[[], None]) -> None:
        left, send = [happens], calls.send

        def busy(*args: Any, **rest: Any) -> calls.Outcome:
            while left:
                left.pop()()
            return send(*args, **rest)

        monkeypatch.setattr("runs.calls.send", busy)

    return during
