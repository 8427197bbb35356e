"""What becomes of firings that are due: pure, from policies and the time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """How a schedule treats firings that come late; `grace` is still on time."""

    misfire: Misfire
    grace: dt.timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """What is open in a lane when firings arrive."""

    busy: bool


def decide(due: Due, *, now: dt.datetime, lateness: Lateness) -> list[Decision]:
    """One decision per instant, in order; a span before them is one more."""
    decisions = [_own_row(firing) for firing in due.recent]
    late = [d for d in decisions if now - d.due_at > lateness.grace]
    timely = decisions[len(late) :]
    decided = _late(late, misfire=lateness.misfire, is_last=not timely)
    span = [_summary(due.before, lateness.misfire)] if due.before else []
    return [*span, *decided, *timely]


def overlapped(
    decisions: Sequence[Decision], *, overlap: Overlap, lane: Lane
) -> list[Decision]:
    """The same decisions after the overlap policy; later ones may replace earlier."""
    if overlap == Overlap.QUEUE_ALL:
        return list(decisions)
    starts = [i for i, decision in enumerate(decisions) if decision.starts]
    first, last = starts[:1], starts[-1:]
    if overlap == Overlap.SKIP:
        kept = set() if lane.busy else set(first)
        dropped = (Outcome.SKIPPED, Reason.OVERLAP)
    else:
        kept = set(last) if lane.busy else set(first + last)
        dropped = (Outcome.COALESCED, Reason.OVERLAP)
    return [
        replace(decision, outcome=dropped[0], reason=dropped[1])
        if decision.starts and i not in kept
        else decision
        for i, decision in enumerate(decisions)
    ]


def _own_row(firing: Firing) -> Decision:
    outcome, reason = _BY_SHIFT[firing.shift]
    return Decision(
        due_at=firing.at,
        planned_local=firing.planned_local.isoformat(sep=" "),
        outcome=outcome,
        reason=reason,
        count=firing.count,
    )


def _summary(span: Span, misfire: Misfire) -> Decision:
    return Decision(
        due_at=span.first.at,
        planned_local=span.first.planned_local.isoformat(sep=" "),
        outcome=_UNSTARTED[misfire],
        reason=Reason.CLOCK_DOWN,
        count=span.count,
        until_at=span.last_at,
    )


def _late(
    late: Sequence[Decision], *, misfire: Misfire, is_last: bool
) -> list[Decision]:
    """Late starts after the misfire policy; `is_last` if none of them is timely."""
    starts = [i for i, decision in enumerate(late) if decision.starts]
    kept: set[int] = set()
    if misfire == Misfire.RUN_ALL:
        kept = set(starts)
    elif misfire == Misfire.RUN_LATEST and is_last:
        kept = set(starts[-1:])
    return [
        _after_misfire(decision, kept=i in kept, otherwise=_UNSTARTED[misfire])
        for i, decision in enumerate(late)
    ]


def _after_misfire(decision: Decision, *, kept: bool, otherwise: Outcome) -> Decision:
    if not decision.starts:
        return decision
    if kept:
        return replace(decision, reason=Reason.LATE)
    return replace(decision, outcome=otherwise, reason=Reason.CLOCK_DOWN)
