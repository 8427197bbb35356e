"""What becomes of firings that are due: pure, from policies and the time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from schedules.choices import Misfire, Outcome, Overlap, Reason
from schedules.planning import Due, Span
from schedules.timing import Firing

_BY_SHIFT = {
    "": (Outcome.STARTED, Reason.NONE),
    "moved": (Outcome.STARTED, Reason.DST_MOVED),
    "dropped": (Outcome.SKIPPED, Reason.DST_DROPPED),
}
# What a late firing that starts nothing counts as.
_UNSTARTED = {
    Misfire.RUN_LATEST: Outcome.COALESCED,
    Misfire.RUN_ALL: Outcome.MISSED,
    Misfire.SKIP: Outcome.MISSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One row of the ledger to be; `starts` says whether a run begins with it."""

    due_at: dt.datetime
    planned_local: str
    outcome: Outcome
    reason: Reason = Reason.NONE
    count: int = 1
    until_at: dt.datetime | None = None

    @property
    def starts(self) -> bool:
        return self.outcome == Outcome.STARTED

    def without_start(self, outcome: Outcome, reason: Reason) -> Decision:
        if not self.starts:
            return self
        return dataclasses.replace(self, outcome=outcome, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """How a schedule treats firings that come late; `grace` is still on time."""

    misfire: Misfire
    grace: dt.timedelta


def decide(due: Due, *, now: dt.datetime, lateness: Lateness) -> list[Decision]:
    """One decision per instant, in order; a span before them is one more."""
    decisions = [_own_row(firing) for firing in due.recent]
    late = [d for d in decisions if now - d.due_at > lateness.grace]
    timely = decisions[len(late) :]
    decided = _late(late, misfire=lateness.misfire, is_last=not timely)
    outcome = _UNSTARTED[lateness.misfire]
    before = [summary(due.before, outcome, Reason.CLOCK_DOWN)] if due.before else []
    return [*before, *decided, *timely]


def summary(span: Span, outcome: Outcome, reason: Reason) -> Decision:
    """The one decision about a span."""
    return Decision(
        due_at=span.first.at,
        planned_local=_local(span.first),
        outcome=outcome,
        reason=reason,
        count=span.count,
        until_at=span.last_at if span.last_at > span.first.at else None,
    )


def changed(
    decisions: Sequence[Decision],
    *,
    skipped: Collection[dt.datetime],
    moved: Collection[dt.datetime],
) -> list[Decision]:
    """The decisions after what people did to single firings, by their instants.

    A moved firing is told when its new time comes, so it is left out here.
    """
    return [
        d.without_start(Outcome.SKIPPED, Reason.BY_HAND) if d.due_at in skipped else d
        for d in decisions
        if d.due_at not in moved
    ]


def limited(decisions: Sequence[Decision], *, left: int) -> list[Decision]:
    """No start beyond the number of firings that are left."""
    numbers = itertools.accumulate(decision.starts for decision in decisions)
    return [
        decision
        if number <= left
        else decision.without_start(Outcome.SKIPPED, Reason.WINDOW)
        for decision, number in zip(decisions, numbers, strict=True)
    ]


def overlapped(
    decisions: Sequence[Decision], *, overlap: Overlap, busy: bool
) -> list[Decision]:
    """The decisions after the overlap policy; `busy`: a run of the lane is open."""
    if overlap == Overlap.QUEUE_ALL or (len(decisions) < 2 and not busy):
        return list(decisions)
    starts = [i for i, decision in enumerate(decisions) if decision.starts]
    if overlap == Overlap.SKIP:
        kept = set() if busy else set(starts[:1])
        return _only(kept, decisions, Outcome.SKIPPED)
    # The first runs, the last waits behind it (or takes its place); those between
    # are merged into it.
    kept = set(starts[-1:]) if busy else {*starts[:1], *starts[-1:]}
    return _only(kept, decisions, Outcome.COALESCED)


def _only(
    kept: Collection[int], decisions: Sequence[Decision], outcome: Outcome
) -> list[Decision]:
    return [
        decision if i in kept else decision.without_start(outcome, Reason.OVERLAP)
        for i, decision in enumerate(decisions)
    ]


def _own_row(firing: Firing) -> Decision:
    outcome, reason = _BY_SHIFT[firing.shift]
    return Decision(
        due_at=firing.at,
        planned_local=_local(firing),
        outcome=outcome,
        reason=reason,
        count=firing.count,
    )


def _local(firing: Firing) -> str:
    return firing.planned_local.isoformat(sep=" ")


def _late(
    late: Sequence[Decision], *, misfire: Misfire, is_last: bool
) -> list[Decision]:
    """Late starts after the misfire policy; `is_last` if none after them is timely."""
    starts = [i for i, decision in enumerate(late) if decision.starts]
    kept: set[int] = set()
    if misfire == Misfire.RUN_ALL:
        kept = set(starts)
    elif misfire == Misfire.RUN_LATEST and is_last:
        kept = set(starts[-1:])
    return [
        dataclasses.replace(decision, reason=Reason.LATE)
        if i in kept
        else decision.without_start(_UNSTARTED[misfire], Reason.CLOCK_DOWN)
        for i, decision in enumerate(late)
    ]
