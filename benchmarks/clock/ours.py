"""Steeple's schedules, half of them intervals, half of them cron in three zones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils import timezone

import jobs.actions
import schedules.actions
from accounts.actions import open_account
from accounts.models import Account
from benchmarks.clock.messages import Message
from jobs.models import Job
from runs.choices import Status
from runs.models import ProcessRun
from schedules.models import Occurrence, Schedule

SCHEDULER = "schedules.beat:SteepleScheduler"
# Whether it keeps all schedules in memory.
LOADS_ALL = False
SCHEDULES_PER_JOB = 100
ZONES = ("UTC", "Europe/Berlin", "America/New_York")

REST = "UPDATE schedules_schedule SET next_fire_at = now() + interval '1 day'"
DUE = """
    UPDATE schedules_schedule SET next_fire_at = %(at)s,
        decided_until = %(at)s - interval '1 second',
        anchor_at = %(at)s - interval '1 day',
        expression = CASE kind WHEN 'cron' THEN %(cron)s ELSE expression END
    WHERE id IN (SELECT id FROM schedules_schedule ORDER BY id LIMIT %(number)s)
"""
SPREAD = """
    UPDATE schedules_schedule SET next_fire_at = due, anchor_at = due,
        decided_until = due - interval '1 second', time_zone = 'UTC',
        kind = CASE kind WHEN 'cron' THEN 'quartz' ELSE kind END,
        expression = CASE kind
            WHEN 'cron' THEN extract(second FROM due)::int || ' * * * * ?' ELSE '60'
        END
    FROM (SELECT id AS row_id, %s + (row_number() OVER (ORDER BY id) %% 60)
            * interval '1 second' AS due FROM schedules_schedule) AS rows
    WHERE id = row_id
    RETURNING guid::text, extract(epoch FROM due)::float8
"""
LATENESS = """
    SELECT percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP
        (ORDER BY extract(epoch FROM fired_at - due_at)) FROM schedules_occurrence
"""


def fill(number: int) -> None:
    """Through our own actions, as users would; then nothing is due for a day."""
    account, now = open_account(name="benchmark"), timezone.now()
    for first in range(0, number, SCHEDULES_PER_JOB):
        some = range(first, min(first + SCHEDULES_PER_JOB, number))
        drafts = [_draft(n) for n in some]
        schedules.actions.create_many(_job(account), drafts, now=now)
    with connection.cursor() as cursor:
        cursor.execute(REST)


def make_due(number: int) -> None:
    at = timezone.now().replace(second=0, microsecond=0)
    cron = f"{at.minute} * * * *"
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"at": at, "number": number, "cron": cron})


def spread(begin: dt.datetime) -> dict[str, float]:
    """Each due every minute, at whole seconds: who, and when first from `begin`."""
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, [begin])
        return dict(cursor.fetchall())


def add_metronome() -> str:
    """One that fires every second."""
    process = Schedule.objects.all()[0].process
    draft = {"kind": "interval", "expression": "1"}
    made = schedules.actions.create(process, draft, now=timezone.now())
    return str(made.guid)


def edit(number: int) -> tuple[str, float]:
    """Let one of them fire every second: who, and when that is due first."""
    schedule = Schedule.objects.order_by("pk")[number]
    values = {"kind": "interval", "expression": "1"}
    changed = schedules.actions.change(schedule, values, now=timezone.now())
    assert changed.next_fire_at
    return str(changed.guid), changed.next_fire_at.timestamp()


def names(messages: Sequence[Message]) -> list[list[str]]:
    """Whose firings each of the messages carries."""
    every = {run_id for message in messages for run_id in message.args[0]}
    rows = ProcessRun.objects.filter(pk__in=every).values_list("pk", "origin_guid")
    guids = dict(rows)
    return [[str(guids[run_id]) for run_id in m.args[0]] for m in messages]


def carry_out(message: Message) -> None:
    """End the runs in one statement: a stand-in for the workers."""
    now = timezone.now()
    waiting = ProcessRun.objects.filter(pk__in=message.args[0], status=Status.WAITING)
    waiting.update(
        status=Status.SUCCEEDED, waiting_for="", wake_at=None, finished_at=now
    )


def written() -> int:
    """The firings that are in the ledger, each with its run."""
    return Occurrence.objects.filter(run__isnull=False).count()


def told() -> Mapping[str, float]:
    """The lateness that the ledger itself tells."""
    with connection.cursor() as cursor:
        cursor.execute(LATENESS)
        [p50, p99] = cursor.fetchone()[0] or (0.0, 0.0)
    return {"ledger_p50_ms": p50 * 1000, "ledger_p99_ms": p99 * 1000}


def _draft(number: int) -> dict[str, str]:
    if number % 2:
        return {"kind": "interval", "expression": "3600"}
    return {
        "kind": "cron",
        "expression": f"{number % 60} * * * *",
        "time_zone": ZONES[number % 3],
    }


def _job(account: Account) -> Job:
    return jobs.actions.create(account, {"method": "POST", "url": "http://api.example"})
