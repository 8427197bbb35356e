"""Whether the product does its work: not that processes live, but that they act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from celery import current_app
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from kombu.exceptions import OperationalError

from runs import hearing
from runs.models import Robot
from runs.models.robot import ABSENT_AFTER
from schedules import pulse

# A clock that has not ticked for so long is down.
TICK_WITHIN = dt.timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    ok: bool
    said: str


def checks() -> dict[str, Check]:
    """Every check by its name; none raises."""
    named: dict[str, Callable[[], Check]] = {
        "database": _database,
        "migrations": _migrations,
        "broker": _broker,
        "clock": _clock,
        "workers": _workers,
        "claims": _claims,
    }
    return {name: _asked(check) for name, check in named.items()}


def is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _asked(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except (Error, OperationalError, OSError) as error:
        # The class says enough; the text may name hosts and users.
        return Check(ok=False, said=type(error).__name__)


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Check(ok=True, said="answers")


def _migrations() -> Check:
    migrated = is_migrated()
    return Check(ok=migrated, said="done" if migrated else "some are missing")


def _broker() -> Check:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    return Check(ok=True, said="answers")


def _clock() -> Check:
    return _age(pulse.last_tick(), TICK_WITHIN, "ticked")


def _workers() -> Check:
    newest = Robot.objects.order_by("-last_seen_at").first()
    return _age(newest.last_seen_at if newest else None, ABSENT_AFTER, "seen")


def _claims() -> Check:
    """Nobody waits for a worker in vain."""
    unheard = hearing.is_unheard(timezone.now())
    said = "a run waits for a worker" if unheard else "nobody waits long"
    return Check(ok=not unheard, said=said)


def _age(at: dt.datetime | None, within: dt.timedelta, what: str) -> Check:
    if at is None:
        return Check(ok=False, said=f"never {what}")
    age = timezone.now() - at
    said = f"{what} {max(0, age.total_seconds()):.0f} s ago"
    return Check(ok=age < within, said=said)
