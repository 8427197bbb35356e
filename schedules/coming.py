"""What comes next, in words and instants."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schedules import planning, words
from schedules.exceptions import NotationError
from schedules.models import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A firing to come: `at` in UTC, `local` in the schedule's zone."""

    at: dt.datetime
    local: dt.datetime
    schedule: Schedule


def in_words(schedule: Schedule) -> str:
    """When it fires, as a person says it; its text if that cannot be read."""
    try:
        return words.words(schedule.recurrence())
    except NotationError:
        return schedule.expression


def next_of(
    schedules: Iterable[Schedule], *, now: dt.datetime, count: int
) -> list[Coming]:
    """The next firings of all these schedules together, at most `count`.

    Of those that are due and not yet struck, the first one of each.
    """
    each = [_coming(schedule, now=now, count=count) for schedule in schedules]
    merged = heapq.merge(*each, key=lambda coming: coming.at)
    return list(itertools.islice(merged, count))


def _coming(schedule: Schedule, *, now: dt.datetime, count: int) -> Iterator[Coming]:
    next_at = schedule.next_fire_at
    if next_at is None:
        return
    try:
        recurrence = schedule.recurrence()
    except NotationError:
        # Written past our actions; the clock will disable it and say why.
        return
    later = planning.following(
        recurrence,
        after=max(now, next_at),
        window=schedule.window,
        count=_left(schedule, count) - 1,
    )
    zone = zoneinfo.ZoneInfo(schedule.time_zone)
    for at in itertools.chain([next_at], (firing.at for firing in later)):
        yield Coming(at=at, local=at.astimezone(zone), schedule=schedule)


def _left(schedule: Schedule, count: int) -> int:
    """How many firings it has left, one at least and `count` at most."""
    if schedule.most_firings is None:
        return count
    return max(1, min(count, schedule.most_firings - schedule.fired_count))
