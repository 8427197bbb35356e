"""The stock DatabaseScheduler's rows: all intervals, the kind that costs it least."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from benchmarks.clock.messages import Message
from schedules.periodic import CLOCK_NAME

SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
# Whether it keeps all schedules in memory.
LOADS_ALL = True
TASK = "benchmarks.nothing"
BATCH = 1_000

DUE = """
    UPDATE django_celery_beat_periodictask SET last_run_at = now() - interval '2 days'
    WHERE id IN (SELECT id FROM django_celery_beat_periodictask
        WHERE task = %s ORDER BY id LIMIT %s)
"""
SPREAD = """
    UPDATE django_celery_beat_periodictask
        SET interval_id = %s, last_run_at = due - interval '60 seconds'
    FROM (SELECT id AS row_id, %s + (row_number() OVER (ORDER BY id) %% 60)
            * interval '1 second' AS due FROM django_celery_beat_periodictask
        WHERE task = %s) AS rows
    WHERE id = row_id
    RETURNING name, extract(epoch FROM due)::float8
"""


def fill(number: int) -> None:
    PeriodicTask.objects.filter(name=CLOCK_NAME).delete()
    daily, now = _every(86_400), timezone.now()
    for first in range(0, number, BATCH):
        some = range(first, min(first + BATCH, number))
        PeriodicTask.objects.bulk_create(_row(f"row {n}", daily, now) for n in some)


def make_due(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(DUE, [TASK, number])


def spread(begin: dt.datetime) -> dict[str, float]:
    """Each due every minute, at whole seconds: who, and when first from `begin`."""
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, [_every(60).pk, begin, TASK])
        return dict(cursor.fetchall())


def add_metronome() -> str:
    """One that fires every second."""
    row = _row("metronome", _every(1), timezone.now())
    row.save()
    return str(row.name)


def edit(number: int) -> tuple[str, float]:
    """Let one of them fire every second: who, and when that is due first."""
    row = PeriodicTask.objects.filter(task=TASK).order_by("pk")[number]
    row.interval, row.last_run_at = _every(1), timezone.now()
    row.save()
    return row.name, row.last_run_at.timestamp() + 1


def names(messages: Sequence[Message]) -> list[list[str]]:
    """Whose firing each of the messages is."""
    return [list(message.args) for message in messages]


def carry_out(message: Message) -> None:
    """Nothing is recorded, so nothing is ended."""


def written() -> None:
    """It keeps no ledger."""


def told() -> Mapping[str, float]:
    """It keeps no ledger."""
    return {}


def _every(seconds: int) -> IntervalSchedule:
    row, _new = IntervalSchedule.objects.get_or_create(every=seconds, period="seconds")
    return row


def _row(name: str, interval: IntervalSchedule, now: dt.datetime) -> PeriodicTask:
    return PeriodicTask(
        name=name, task=TASK, interval=interval, last_run_at=now, args=f'["{name}"]'
    )
