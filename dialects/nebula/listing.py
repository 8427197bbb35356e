"""Lists of jobs: of one workflow, or of the whole account."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.models import Account
from dialects.nebula import ledger, mapping
from dialects.nebula.codes import statuses_of
from dialects.nebula.serializers import Listing
from dialects.nebula.totals import Totals
from runs.models import Process, ProcessRun

_STAMPED: Final = re.compile(r"(.*)_(\d{14})", re.DOTALL)
_SECOND: Final = dt.timedelta(seconds=1)
_totals = Totals()


def page(
    account: Account, of: Process | None, wanted: Listing, *, now: dt.datetime
) -> dict[str, Any]:
    """The `data` of a list; without a workflow, of all."""
    zone = ZoneInfo(account.time_zone)
    every = ProcessRun.objects.filter(**{"process": of} if of else {"account": account})
    rows = every.filter(_condition(account, wanted, zone))
    if wanted.is_filtered:
        total = rows.count()
    else:
        total = _totals.of((of or account).guid, every, now=now)
    return {
        "items": [mapping.item(each, zone) for each in _shown(rows, wanted)],
        "total": total,
        "Page": wanted.page,
        "PageSize": wanted.page_size,
    }


def _shown(rows: QuerySet[ProcessRun], wanted: Listing) -> Iterator[mapping.Job]:
    # By id: the order in which they were created, and the lists' index.
    ordered = rows.order_by("pk" if wanted.ascending else "-pk")
    columns = ordered.values_list(*ledger.HEAD, *ledger.TIMES)
    first = (wanted.page - 1) * wanted.page_size
    for row in columns[first : first + wanted.page_size]:
        yield ledger.job_of(row)


def _condition(account: Account, wanted: Listing, zone: ZoneInfo) -> Q:
    condition = Q()
    if wanted.status is not None:
        condition &= Q(status__in=statuses_of(wanted.status))
    if wanted.since:
        condition &= Q(created_at__gte=wanted.since)
    if wanted.before:
        condition &= Q(created_at__lt=wanted.before)
    if wanted.name:
        condition &= _of_name(account, wanted.name, zone)
    return condition


def _of_name(account: Account, name: str, zone: ZoneInfo) -> Q:
    """A job's own name, or a part of its workflow's."""
    processes = Process.objects.filter(account=account)
    condition = Q(process__in=processes.filter(name__icontains=name))
    stamped = _STAMPED.fullmatch(name)
    if stamped is None:
        return condition
    named = Q(process__in=processes.filter(name=stamped[1]))
    for moment in _moments(stamped[2], zone):
        until = moment + _SECOND
        condition |= named & Q(created_at__gte=moment, created_at__lt=until)
    return condition


def _moments(stamp: str, zone: ZoneInfo) -> list[dt.datetime]:
    """The instants of a local time: two in an hour that comes twice."""
    try:
        local = dt.datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=zone)
        return [local.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1)]
    except (ValueError, OverflowError):
        return []
