"""Another database in place of the one that pytest-django made: one that a test may
break, or a file where that one is in memory."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import environ
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections

from schedules import periodic

OURS = {"accounts", "runs", "schedules", "jobs", "workflows", "django_celery_beat"}


@contextlib.contextmanager
def postgres(url: str) -> Iterator[None]:
    """An empty PostgreSQL with our tables, as the product's settings open it."""
    settings = environ.Env.db_url_config(url) | {"CONN_HEALTH_CHECKS": True}
    with _in_place(settings):
        call_command("migrate", verbosity=0, interactive=False)
        yield


def copy_of_sqlite(path: Path) -> None:
    """The test database, which is in memory, as a file; outside of a transaction."""
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(path)) as file:
        connection.connection.backup(file)


@contextlib.contextmanager
def sqlite(path: Path) -> Iterator[None]:
    """This file, opened as the product's settings say."""
    with _in_place({**connection.settings_dict, "NAME": str(path)}):
        yield


@contextlib.contextmanager
def second_connection() -> Iterator[None]:
    """The same PostgreSQL beside the test's transaction: what it commits is emptied
    in the end, and django-celery-beat's row of the clock is made anew."""
    with _in_place({**connection.settings_dict, "CONN_HEALTH_CHECKS": True}):
        try:
            yield
        finally:
            _empty_our_tables()
            periodic.install_clock_task()


@contextlib.contextmanager
def beside() -> Iterator[None]:
    """Somebody else's connection to the same PostgreSQL, who waits for no lock."""
    own = connection.settings_dict
    impatient = {**own["OPTIONS"], "options": "-c lock_timeout=50ms"}
    with _in_place({**own, "OPTIONS": impatient}):
        yield


@contextlib.contextmanager
def _in_place(settings: dict[str, Any]) -> Iterator[None]:
    """Of this thread's connection, and of those that other threads will open."""
    kept, before = connections["default"], connections.settings["default"]
    connections.settings["default"] = connections.configure_settings(
        {"default": settings}
    )["default"]
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = kept


def _empty_our_tables() -> None:
    """A few rows each: TRUNCATE, which makes new files, would take a hundred times as
    long. The order does not matter while references are not looked at."""
    models = [m for m in apps.get_models() if m._meta.app_label in OURS]
    deletions = [f'DELETE FROM "{model._meta.db_table}"' for model in models]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("; ".join(deletions))
        cursor.execute("RESET session_replication_role")
