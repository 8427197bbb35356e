"""How many runs there are, without counting the old ones each time.

Runs are never deleted, and get rising ids: what has been counted stays counted. Only
rows of the last minute may still come in out of order, from transactions that take
long.
"""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections import OrderedDict
from typing import Final

from django.db.models import QuerySet

from runs.models import ProcessRun

SETTLED_AFTER: Final = dt.timedelta(minutes=1)
SIZE: Final = 10_000

Rows = QuerySet[ProcessRun]


class Totals:
    """Remembers per list (by a GUID) up to which id it has counted how many."""

    def __init__(self) -> None:
        self._known: OrderedDict[uuid.UUID, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, of_what: uuid.UUID, rows: Rows, *, now: dt.datetime) -> int:
        """The number of `rows`, which have no filter but the list's own."""
        last, count = self._known.get(of_what, (0, 0))
        settled = _newest_settled(rows, now=now)
        if settled > last:
            count += rows.filter(pk__gt=last, pk__lte=settled).count()
            last = settled
            self._remember(of_what, last, count)
        return count + rows.filter(pk__gt=last).count()

    def _remember(self, of_what: uuid.UUID, last: int, count: int) -> None:
        with self._lock:
            self._known[of_what] = last, count
            self._known.move_to_end(of_what)
            if len(self._known) > SIZE:
                self._known.popitem(last=False)


def _newest_settled(rows: Rows, *, now: dt.datetime) -> int:
    settled = rows.filter(created_at__lt=now - SETTLED_AFTER).order_by("-pk")
    return settled.values_list("pk", flat=True).first() or 0
