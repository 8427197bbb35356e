"""Promise 4: no row says that something is under way which is not."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator

from tests.system.evidence import ACTIVE, FINAL, Evidence, Run, Step

# A sweep each second, and a moment for it.
SWEEP_SLACK = dt.timedelta(seconds=3)
# The worst of its steps, in this order, is how a run ends (D2).
BAD = ("lost", "failed", "stopped")


def no_step_outlives_its_lease(evidence: Evidence) -> Iterator[str]:
    for step in evidence.steps:
        if step.status not in ACTIVE:
            if step.lease_until is not None:
                yield f"{step.key} is {step.status} and holds a lease"
        elif step.lease_until is None:
            yield f"{step.key} is {step.status} without a lease"
        elif step.lease_until + SWEEP_SLACK < evidence.read_at:
            yield f"{step.key} is {step.status} since its lease ran out"


def no_open_run_is_left_alone(evidence: Evidence) -> Iterator[str]:
    leased = {step.run for step in evidence.steps if step.lease_until}
    for run in evidence.runs:
        if run.status in FINAL or run.id in leased:
            continue
        if run.wake_at is None or run.wake_at + SWEEP_SLACK < evidence.read_at:
            yield f"run {run.id} is {run.status}, and nobody will look at it"


def no_run_is_under_way_without_a_step(evidence: Evidence) -> Iterator[str]:
    open_steps = {step.run for step in evidence.steps if step.status not in FINAL}
    for run in evidence.runs:
        if run.status in ACTIVE and run.id not in open_steps:
            yield f"run {run.id} is {run.status} without a step"


def a_run_ends_as_its_steps(evidence: Evidence) -> Iterator[str]:
    steps: dict[int, set[str]] = defaultdict(set)
    for step in evidence.steps:
        steps[step.run].add(step.status)
    for run in evidence.runs:
        if run.status == "stopped":
            # A person's or a later firing's word goes before the steps'.
            continue
        ends = steps[run.id]
        expected = next((bad for bad in BAD if bad in ends), "succeeded")
        if run.status in FINAL and (run.status != expected or ends & ACTIVE):
            yield f"run {run.id} is {run.status}, its steps are {sorted(ends)}"


def what_is_final_has_its_dates(evidence: Evidence) -> Iterator[str]:
    rows: tuple[Run | Step, ...] = (*evidence.runs, *evidence.steps)
    for row in rows:
        if (row.status in FINAL) != (row.finished_at is not None):
            yield f"{_name(row)} is {row.status}, finished at {row.finished_at}"
        if row.started_at and row.finished_at and row.started_at > row.finished_at:
            yield f"{_name(row)} ended before it began"


def runs_of_a_lane_do_not_overlap(evidence: Evidence) -> Iterator[str]:
    lanes: dict[str, list[Run]] = defaultdict(list)
    for run in sorted(evidence.runs, key=lambda run: run.id):
        if run.lane and run.started_at:
            lanes[run.lane].append(run)
    for runs in lanes.values():
        for one, next_one in itertools.pairwise(runs):
            if _ended_at(one, evidence) > _begun_at(next_one):
                yield f"run {next_one.id} began before run {one.id} had ended"


def _name(row: Run | Step) -> str:
    return f"run {row.id}" if isinstance(row, Run) else row.key


def _ended_at(run: Run, evidence: Evidence) -> dt.datetime:
    return run.finished_at or evidence.read_at


def _begun_at(run: Run) -> dt.datetime:
    assert run.started_at
    return run.started_at


RULES = (
    no_step_outlives_its_lease,
    no_open_run_is_left_alone,
    no_run_is_under_way_without_a_step,
    a_run_ends_as_its_steps,
    what_is_final_has_its_dates,
    runs_of_a_lane_do_not_overlap,
)
