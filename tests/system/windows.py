"""Whether calls came when they were due, from the target's log alone.

The first layer of the check, after Jepsen's test of Chronos: it knows when something
should have come and when something came, and not one word of the product's ledger.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Window:
    """Both ends belong to it."""

    opens_at: dt.datetime
    closes_at: dt.datetime


@dataclass(slots=True, kw_only=True)
class Matched:
    unmet: list[Window] = field(default_factory=list)
    # What came and was due in no window, or once too often.
    extra: list[dt.datetime] = field(default_factory=list)


def match(windows: Iterable[Window], came: Iterable[dt.datetime]) -> Matched:
    """Give each arrival to one window at most, so that as few as possible stay unmet.

    An arrival is always spent on the open window that closes first: no other choice
    can serve more of them.
    """
    found, coming = Matched(), deque(sorted(windows))
    waiting: list[tuple[dt.datetime, Window]] = []
    for moment in sorted(came):
        while coming and coming[0].opens_at <= moment:
            window = coming.popleft()
            heapq.heappush(waiting, (window.closes_at, window))
        while waiting and waiting[0][0] < moment:
            found.unmet.append(heapq.heappop(waiting)[1])
        if waiting:
            heapq.heappop(waiting)
        else:
            found.extra.append(moment)
    found.unmet += [*(window for _closes, window in waiting), *coming]
    return found
