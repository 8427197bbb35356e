"""Promise 1: each planned firing is accounted for exactly once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from tests.system.evidence import Entry, Evidence, Timetable

# A beat that lives decides a firing within this.
CLOCK_SLACK = dt.timedelta(seconds=5)


def each_planned_firing_is_accounted_for_once(evidence: Evidence) -> Iterator[str]:
    for table in evidence.timetables:
        told = Counter(
            n for entry in _entries(evidence, table) for n in _numbers(table, entry)
        )
        planned = range(1, (table.decided_until - table.anchor_at) // table.every + 1)
        for n in sorted(told.keys() | set(planned)):
            if told[n] != 1:
                at = table.anchor_at + n * table.every
                yield f"schedule {table.schedule}: {at} is told {told[n]} times"


def nothing_is_told_that_was_not_planned(evidence: Evidence) -> Iterator[str]:
    tables = {table.schedule: table for table in evidence.timetables}
    for entry in evidence.entries:
        table = tables[entry.schedule]
        numbers = _numbers(table, entry)
        if entry.due_at != table.anchor_at + numbers[0] * table.every:
            yield f"schedule {entry.schedule}: {entry.due_at} is not on its grid"
        if entry.due_at > table.decided_until:
            yield f"schedule {entry.schedule}: {entry.due_at} was not decided yet"
        if entry.count != len(numbers):
            yield f"{entry.due_at} counts {entry.count} in place of {len(numbers)}"


def the_clock_keeps_up(evidence: Evidence) -> Iterator[str]:
    for table in evidence.timetables:
        due_at = table.decided_until + table.every
        if table.enabled and due_at + CLOCK_SLACK < evidence.read_at:
            yield f"schedule {table.schedule} decided nothing since {due_at}"


def what_was_decided_late_says_so(evidence: Evidence) -> Iterator[str]:
    grace = {table.schedule: table.grace for table in evidence.timetables}
    for entry in evidence.entries:
        late = entry.fired_at - entry.due_at
        if late < dt.timedelta(0):
            yield f"{entry.due_at} was decided before it was due"
        in_time = late <= grace[entry.schedule] or entry.reason == "late"
        if entry.outcome == "started" and not in_time:
            yield f"{entry.due_at} started {late} late, and does not say so"


def each_started_firing_has_a_run_of_its_own(evidence: Evidence) -> Iterator[str]:
    runs = {run.id: run for run in evidence.runs}
    for entry in evidence.entries:
        if entry.outcome == "started" and entry.run not in runs:
            yield f"{entry.due_at} started no run"
        if entry.run in runs and runs[entry.run].due_at != entry.due_at:
            yield f"run {entry.run} is due at another time than its firing"
    owners = Counter(entry.run for entry in evidence.entries if entry.run)
    for run in evidence.runs:
        if run.origin == "schedule" and owners[run.id] != 1:
            yield f"run {run.id} belongs to {owners[run.id]} firings"


def a_merged_firing_does_not_run(evidence: Evidence) -> Iterator[str]:
    runs = {run.id: run for run in evidence.runs}
    for entry in evidence.entries:
        if entry.outcome == "started" or entry.run is None:
            continue
        run = runs[entry.run]
        if run.started_at is not None or run.status != "stopped":
            yield f"run {run.id} was {run.status}, its firing was {entry.outcome}"


def _entries(evidence: Evidence, table: Timetable) -> Iterator[Entry]:
    return (e for e in evidence.entries if e.schedule == table.schedule)


def _numbers(table: Timetable, entry: Entry) -> range:
    """Which of the timetable's firings the entry tells of."""
    first = round((entry.due_at - table.anchor_at) / table.every)
    until = entry.until_at or table.anchor_at + first * table.every
    return range(first, max(first, (until - table.anchor_at) // table.every) + 1)


RULES = (
    each_planned_firing_is_accounted_for_once,
    nothing_is_told_that_was_not_planned,
    the_clock_keeps_up,
    what_was_decided_late_says_so,
    each_started_firing_has_a_run_of_its_own,
    a_merged_firing_does_not_run,
)
