"""What becomes of one due schedule: its firings, and when it is due again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from runs.models import ProcessRun
from schedules import decisions, planning
from schedules.choices import Misfire, Outcome, Overlap, Reason
from schedules.decisions import Decision, Lateness
from schedules.facts import Facts
from schedules.models import OccurrenceChange, Schedule
from schedules.timing import Recurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    schedule: Schedule
    decisions: list[Decision]
    # Changes that have had their effect.
    applied: list[OccurrenceChange]
    superseded: list[int]
    stopped: list[ProcessRun]
    next_fire_at: dt.datetime | None
    decided_until: dt.datetime

    @property
    def starts(self) -> int:
        return sum(decision.starts for decision in self.decisions)


def verdict(schedule: Schedule, facts: Facts, *, now: dt.datetime) -> Verdict:
    """Decide every firing up to `now`; raises NotationError if the row is spoilt."""
    recurrence = schedule.recurrence()
    idle = idle_spans(schedule, recurrence, now=now)
    after = max(
        [schedule.decided_until, *(end for _r, end in _idle_ends(schedule, now))]
    )
    due = planning.due(recurrence, after=after, now=now, window=schedule.window)
    decided = decisions.decide(due, now=now, lateness=_lateness(schedule))
    decided = _after_changes(decided, facts, now=now)
    decided = _permitted(schedule, decided, facts, now=now)
    decided = decisions.overlapped(
        decided, overlap=Overlap(schedule.overlap), busy=bool(facts.open_runs)
    )
    starts = any(decision.starts for decision in decided)
    return Verdict(
        schedule=schedule,
        decisions=[*idle, *decided],
        applied=_applied(facts, now=now),
        superseded=_superseded(schedule, facts) if starts else [],
        stopped=_stopped(schedule, facts) if starts else [],
        next_fire_at=_next(schedule, recurrence, facts, decided, now=now),
        decided_until=max(now, schedule.decided_until),
    )


def idle_spans(
    schedule: Schedule, recurrence: Recurrence, *, now: dt.datetime
) -> list[Decision]:
    """The summaries of a pause, a switched-off time or the time before `from`."""
    rows, after = [], schedule.decided_until
    for reason, end in _idle_ends(schedule, now):
        until = schedule.window.closed(end)
        span = planning.span(recurrence, after=after, until=until)
        if span is not None:
            rows.append(decisions.summary(span, Outcome.SKIPPED, reason))
        after = max(after, end)
    return rows


def _idle_ends(
    schedule: Schedule, now: dt.datetime
) -> list[tuple[Reason, dt.datetime]]:
    """Why it was idle, and the last instant of that so far, inclusive."""
    if not schedule.enabled:
        return [(Reason.DISABLED, now)]
    ends = []
    if schedule.paused_at is not None:
        ends.append((Reason.PAUSED, _before(schedule.paused_until, now)))
    if schedule.starts_at is not None and schedule.starts_at > schedule.decided_until:
        ends.append((Reason.WINDOW, _before(schedule.starts_at, now)))
    return ends


def _before(end: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    # What is due at the end itself fires again.
    return now if end is None else min(now, end - dt.timedelta(microseconds=1))


def _lateness(schedule: Schedule) -> Lateness:
    return Lateness(
        misfire=Misfire(schedule.misfire),
        grace=dt.timedelta(seconds=schedule.grace_s),
    )


def _after_changes(
    decided: list[Decision], facts: Facts, *, now: dt.datetime
) -> list[Decision]:
    if not facts.changes:
        return decided
    moved = {c.due_at for c in facts.changes if c.moved_to is not None}
    skipped = {c.due_at for c in facts.changes if c.moved_to is None}
    arrived = [
        _arrived(c)
        for c in facts.changes
        if c.applied_at is None and c.moved_to is not None and c.moved_to <= now
    ]
    return [*decisions.changed(decided, skipped=skipped, moved=moved), *arrived]


def _arrived(change: OccurrenceChange) -> Decision:
    return Decision(
        due_at=change.due_at,
        planned_local="",
        outcome=Outcome.STARTED,
        reason=Reason.MOVED_BY_HAND,
    )


def _permitted(
    schedule: Schedule, decided: list[Decision], facts: Facts, *, now: dt.datetime
) -> list[Decision]:
    """No start of what is switched off, in a blackout, or beyond the number."""
    process = schedule.process
    if not process.enabled or process.archived_at is not None:
        return [d.without_start(Outcome.SKIPPED, Reason.DISABLED) for d in decided]
    if facts.blackouts:
        decided = [
            d.without_start(Outcome.SKIPPED, Reason.BLACKOUT)
            if facts.blacked_out(d.due_at, now)
            else d
            for d in decided
        ]
    if schedule.most_firings is None:
        return decided
    return decisions.limited(decided, left=schedule.most_firings - schedule.fired_count)


def _applied(facts: Facts, *, now: dt.datetime) -> list[OccurrenceChange]:
    return [
        change
        for change in facts.changes
        if change.applied_at is None and (change.moved_to or change.due_at) <= now
    ]


def _superseded(schedule: Schedule, facts: Facts) -> list[int]:
    """Waiting runs of the schedule give way to the new one, unless all are to run."""
    if schedule.overlap == Overlap.QUEUE_ALL:
        return []
    return facts.waiting(schedule.guid)


def _stopped(schedule: Schedule, facts: Facts) -> list[ProcessRun]:
    """So does the one under way, where that is the policy."""
    if schedule.overlap != Overlap.STOP_RUNNING:
        return []
    return facts.active(schedule.guid)


def _next(
    schedule: Schedule,
    recurrence: Recurrence,
    facts: Facts,
    decided: Sequence[Decision],
    *,
    now: dt.datetime,
) -> dt.datetime | None:
    started = sum(decision.starts for decision in decided)
    most = schedule.most_firings
    if most is not None and schedule.fired_count + started >= most:
        return None
    after = max(now, schedule.decided_until)
    planned = planning.next_at(recurrence, after=after, window=schedule.window)
    moved = [
        change.moved_to
        for change in facts.changes
        if change.applied_at is None and change.moved_to and change.moved_to > now
    ]
    return min([*moved, *([planned] if planned else [])], default=None)
