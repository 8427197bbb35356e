"""What becomes of firings that are due: pure, from policies and the time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from schedules.choices import Misfire, Outcome, Overlap, Reason
from schedules.timing import Firing

# Firings that a `run_all` schedule catches up with at most, newest first.
MOST_CAUGHT_UP = 100
# More firings than this that start nothing share one summary row.
MOST_ROWS = 100

_BY_SHIFT = {
    "": (Outcome.STARTED, Reason.NONE),
    "moved": (Outcome.STARTED, Reason.DST_MOVED),
    "dropped": (Outcome.SKIPPED, Reason.DST_DROPPED),
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


def decide(
    due: Sequence[Firing], *, now: dt.datetime, lateness: Lateness, more: bool
) -> list[Decision]:
    """One decision per instant, in order; spans without a start are summed up.

    `more`: further firings are due after these, so none of these is the latest.
    """
    decisions = [_own_row(firing) for firing in due]
    late = [d for d in decisions if now - d.due_at > lateness.grace]
    timely = decisions[len(late) :]
    decided_late = _late(late, misfire=lateness.misfire, is_last=not (timely or more))
    return [*_summed_up(decided_late), *timely]


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


def _late(
    late: Sequence[Decision], *, misfire: Misfire, is_last: bool
) -> list[Decision]:
    """Late starts after the misfire policy."""
    starts = [i for i, decision in enumerate(late) if decision.starts]
    kept: list[int] = []
    if misfire == Misfire.RUN_ALL:
        kept = starts[-MOST_CAUGHT_UP:]
    elif misfire == Misfire.RUN_LATEST and is_last:
        kept = starts[-1:]
    merged = misfire == Misfire.RUN_LATEST
    outcome = Outcome.COALESCED if merged else Outcome.MISSED
    return [
        _after_misfire(decision, kept=i in set(kept), otherwise=outcome)
        for i, decision in enumerate(late)
    ]


def _after_misfire(
    decision: Decision, *, kept: bool, otherwise: Outcome
) -> Decision:
    if not decision.starts:
        return decision
    if kept:
        return replace(decision, reason=Reason.LATE)
    return replace(decision, outcome=otherwise, reason=Reason.CLOCK_DOWN)


def _summed_up(decisions: Sequence[Decision]) -> list[Decision]:
    idle = [d for d in decisions if not d.starts]
    if len(idle) <= MOST_ROWS:
        return list(decisions)
    span = replace(
        idle[0], until_at=idle[-1].due_at, count=sum(d.count for d in idle)
    )
    return [span, *(d for d in decisions if d.starts)]
