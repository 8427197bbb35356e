"""The index page: what is due, what runs, what failed; a handful of rows each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.scoped_admin import may_enter, visible_accounts
from jobs.models import Job
from runs.choices import OPEN, Status
from runs.models import Process, ProcessRun
from schedules import coming
from schedules.models import Schedule

ROWS = 6
_BAD = (Status.FAILED, Status.LOST)


def context(request: HttpRequest) -> dict[str, Any]:
    """The rows of the person's accounts; each query walks an index and stops."""
    accounts = [account.pk for account in visible_accounts(request)]
    runs = ProcessRun.objects.filter(account__in=accounts).select_related("process")
    under_way = list(runs.filter(status__in=OPEN).order_by("-pk")[:ROWS])
    due = _due(accounts)
    return {
        "may_enter": may_enter(request),
        "has_account": bool(accounts),
        "due": due,
        "under_way": under_way,
        "bad": list(runs.filter(status__in=_BAD).order_by("-pk")[:ROWS]),
        "has_jobs": bool(due or under_way) or _exists(Job, accounts),
        "has_runs": bool(under_way) or runs.exists(),
    }


def _due(accounts: list[int]) -> list[tuple[Schedule, str]]:
    schedules = Schedule.objects.filter(
        next_fire_at__isnull=False, process__account__in=accounts
    )
    soonest = schedules.select_related("process").order_by("next_fire_at")[:ROWS]
    return [(schedule, coming.in_words(schedule)) for schedule in soonest]


def _exists(model: type[Process], accounts: list[int]) -> bool:
    return model.objects.filter(account__in=accounts, archived_at=None).exists()
