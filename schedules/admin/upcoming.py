"""The next firings of a schedule, with what people have changed about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from schedules import planning
from schedules.exceptions import NotationError
from schedules.models import Blackout, OccurrenceChange, Schedule

_MOMENT = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """A planned firing; `is_planned` is false for one that was moved and is past."""

    due_at: dt.datetime
    change: OccurrenceChange | None = None
    blackout: Blackout | None = None
    is_planned: bool = True


def upcoming(schedule: Schedule, *, now: dt.datetime, count: int) -> list[Upcoming]:
    """Three queries; empty for what is off, over, paused without end or spoilt."""
    planned = _planned(schedule, now=now, count=count)
    changes = {
        change.due_at: change
        for change in schedule.changes.filter(applied_at=None).order_by("due_at")
    }
    late = [
        Upcoming(due_at=at, change=change, is_planned=False)
        for at, change in changes.items()
        if at <= now and change.moved_to is not None and change.moved_to > now
    ]
    blackouts = _blackouts(schedule, planned)
    return late + [
        Upcoming(due_at=at, change=changes.get(at), blackout=_over(blackouts, at))
        for at in planned
    ]


def _planned(schedule: Schedule, *, now: dt.datetime, count: int) -> list[dt.datetime]:
    if schedule.next_fire_at is None:
        return []
    after = max(now, schedule.decided_until)
    if schedule.paused_at is not None and schedule.paused_until is not None:
        after = max(after, schedule.paused_until - _MOMENT)
    if schedule.most_firings is not None:
        count = min(count, max(1, schedule.most_firings - schedule.fired_count))
    try:
        recurrence = schedule.recurrence()
    except NotationError:
        return []
    firings = planning.following(
        recurrence, after=after, window=schedule.window, count=count
    )
    return [firing.at for firing in firings]


def _blackouts(
    schedule: Schedule, planned: Sequence[dt.datetime]
) -> Sequence[Blackout]:
    if not planned:
        return []
    periods = Blackout.objects.filter(
        account=schedule.process.account_id,
        starts_at__lte=planned[-1],
        ends_at__gt=planned[0],
    )
    return list(periods)


def _over(blackouts: Sequence[Blackout], at: dt.datetime) -> Blackout | None:
    over = (period for period in blackouts if period.starts_at <= at < period.ends_at)
    return next(over, None)
