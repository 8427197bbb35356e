"""The checker itself: one line of a good log changed, and it must complain."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests.system.checker import RULES, violations
from tests.system.evidence import Evidence
from tests.system.good_log import GOOD, answer, attempt, entry, request, run, step

HOUR = dt.timedelta(hours=1)


def without(table, row, /):
    def mutate(evidence):
        rows = list(getattr(evidence, table))
        del rows[row]
        return {table: tuple(rows)}

    return mutate


def doubled(table, row, /):
    def mutate(evidence):
        rows = getattr(evidence, table)
        return {table: (*rows, rows[row])}

    return mutate


def changed(table, row, /, **values):
    """The line with other values; a timedelta delays what it names."""

    def mutate(evidence):
        rows = list(getattr(evidence, table))
        given = {
            name: getattr(rows[row], name) + value
            if isinstance(value, dt.timedelta)
            else value
            for name, value in values.items()
        }
        rows[row] = dataclasses.replace(rows[row], **given)
        return {table: tuple(rows)}

    return mutate


def added(table, row):
    return lambda evidence: {table: (*getattr(evidence, table), row)}


def mutated(*mutations) -> Evidence:
    evidence = GOOD
    for mutate in mutations:
        evidence = dataclasses.replace(evidence, **mutate(evidence))
    return evidence


def rules_broken(evidence):
    return {violation.rule for violation in violations(evidence)}


ONCE = "each_planned_firing_is_accounted_for_once"
UNPLANNED = "nothing_is_told_that_was_not_planned"
KEEPS_UP = "the_clock_keeps_up"
LATE = "what_was_decided_late_says_so"
OWN_RUN = "each_started_firing_has_a_run_of_its_own"
MERGED = "a_merged_firing_does_not_run"
UNKNOWN_REQUEST = "each_request_has_its_attempt"
SENT_ONCE = "each_attempt_is_sent_once_at_most"
WITHIN = "a_request_comes_within_its_attempt"
COUNT_UP = "attempts_count_up"
PROVEN = "success_is_proven"
REPEATED = "what_may_have_been_sent_is_not_repeated"
WE_SAY_SO = "lost_says_that_we_do_not_know"
ATTEMPTS_END = "with_a_step_its_attempts_end"
LEASE = "no_step_outlives_its_lease"
ALONE = "no_open_run_is_left_alone"
STEPLESS = "no_run_is_under_way_without_a_step"
AS_ITS_STEPS = "a_run_ends_as_its_steps"
DATES = "what_is_final_has_its_dates"
LANES = "runs_of_a_lane_do_not_overlap"
KNOWN = "a_run_that_was_told_of_is_known_for_ever"
FORWARD = "answers_never_go_back"
BECAME = "what_was_told_as_final_is_what_became"
TOLD_AFTER = "success_is_told_after_it_happened"

MUTATIONS = {
    # Deleted.
    "a firing is not in the ledger": (ONCE, without("entries", 5)),
    "a run is gone": (OWN_RUN, without("runs", 0)),
    "a firing that started a run is gone": (OWN_RUN, without("entries", 0)),
    "a request never reached the target": (PROVEN, without("requests", 0)),
    "an attempt was not written down": (UNKNOWN_REQUEST, without("attempts", 2)),
    "an attempt between two is gone": (COUNT_UP, without("attempts", 1)),
    "a step is gone": (COUNT_UP, without("steps", 0)),
    "the step under way is gone": (STEPLESS, without("steps", 4)),
    # Doubled.
    "a firing is in the ledger twice": (ONCE, doubled("entries", 0)),
    "two firings share a run": (OWN_RUN, changed("entries", 1, run=1)),
    "a request was sent twice": (SENT_ONCE, doubled("requests", 0)),
    "an attempt is there twice": (COUNT_UP, doubled("attempts", 0)),
    "a span tells what another row tells": (
        ONCE,
        changed("entries", 4, until_at=dt.timedelta(seconds=10), count=4),
    ),
    # Delayed.
    "a firing is off its grid": (
        UNPLANNED,
        changed("entries", 0, due_at=dt.timedelta(seconds=1)),
    ),
    "a firing was decided long after": (
        LATE,
        changed("entries", 0, fired_at=HOUR),
    ),
    "a firing was decided too early": (LATE, changed("entries", 0, fired_at=-HOUR)),
    "a request came after its attempt": (WITHIN, changed("requests", 0, at=HOUR)),
    "a request came before its attempt": (WITHIN, changed("requests", 0, at=-HOUR)),
    "a run outlasted the next one": (
        LANES,
        changed("runs", 0, finished_at=dt.timedelta(seconds=10)),
    ),
    "a run ended before it began": (DATES, changed("runs", 0, finished_at=-HOUR)),
    "the lease ran out long ago": (LEASE, changed("steps", 4, lease_until=-HOUR)),
    "the clock stands still": (
        KEEPS_UP,
        changed("timetables", 0, decided_until=-dt.timedelta(seconds=40)),
    ),
    # Relabelled.
    "a request under another key": (
        UNKNOWN_REQUEST,
        changed("requests", 0, key="key-of-nobody"),
    ),
    "a request of another attempt": (
        UNKNOWN_REQUEST,
        changed("requests", 0, number=2),
    ),
    "an attempt of another step": (COUNT_UP, changed("attempts", 0, key="key-8")),
    "an attempt of no step": (COUNT_UP, changed("attempts", 0, key="key-of-nobody")),
    "a failure told as a success": (PROVEN, changed("steps", 3, status="succeeded")),
    "a success without an answer": (PROVEN, changed("requests", 2, answered=None)),
    "another answer is kept": (PROVEN, changed("attempts", 0, response_status=204)),
    "lost without a word": (WE_SAY_SO, changed("steps", 2, error="")),
    "lost, and might be repeated": (WE_SAY_SO, changed("steps", 2, idempotent=True)),
    "repeated, and must not be": (REPEATED, changed("steps", 1, idempotent=False)),
    "a lost run called succeeded": (
        AS_ITS_STEPS,
        changed("runs", 2, status="succeeded"),
    ),
    "final without a date": (DATES, changed("runs", 0, finished_at=None)),
    "open with a date": (DATES, changed("runs", 5, finished_at=GOOD.read_at)),
    "an attempt that never ends": (
        ATTEMPTS_END,
        changed("attempts", 0, finished_at=None),
    ),
    "under way without a lease": (LEASE, changed("steps", 4, lease_until=None)),
    "ended, and holds a lease": (LEASE, changed("steps", 0, lease_until=GOOD.read_at)),
    "a merged firing that ran": (
        MERGED,
        changed("runs", 3, started_at=GOOD.runs[3].created_at),
    ),
    "a run that nobody will look at": (ALONE, changed("steps", 4, lease_until=None)),
    "a run due at another time": (OWN_RUN, changed("runs", 0, due_at=GOOD.read_at)),
    "a span that counts wrongly": (UNPLANNED, changed("entries", 4, count=2)),
    "a run that was answered with an error": (KNOWN, changed("answers", 2, code=500)),
    "a run that was not found for a while": (KNOWN, changed("answers", 2, code=404)),
    "a run that was taken back": (KNOWN, changed("answers", 7, run="run-of-nobody")),
    "a run told to wait again": (FORWARD, changed("answers", 5, status="waiting")),
    "a run told to run after its end": (
        FORWARD,
        added("answers", answer(3, 61, "running")),
    ),
    "a lost run told as a success": (BECAME, changed("answers", 6, status="succeeded")),
    "an end told of a run under way": (BECAME, changed("answers", 7, status="failed")),
    "a success told before the call": (
        TOLD_AFTER,
        changed("answers", 4, at=-dt.timedelta(seconds=5)),
    ),
    # Added.
    "a phantom firing": (UNPLANNED, added("entries", entry(10, None))),
    "a phantom run": (OWN_RUN, added("runs", run(7, "succeeded", 70, 71))),
    "a phantom request": (UNKNOWN_REQUEST, added("requests", request(7, 1, 70))),
    "a phantom attempt": (COUNT_UP, added("attempts", attempt(7, 1, 70, 71))),
    "a phantom success": (PROVEN, added("steps", step(7, "succeeded", 70, 71))),
}


def test_a_good_log_is_good():
    assert violations(GOOD) == []


@pytest.mark.parametrize("what", MUTATIONS)
def test_it_complains_when(what):
    rule, mutate = MUTATIONS[what]

    assert rule in rules_broken(mutated(mutate))


def test_each_rule_is_broken_by_some_mutation():
    assert {rule.__name__ for rule in RULES} == {
        rule for rule, _m in MUTATIONS.values()
    }


def test_nothing_is_asked_where_nothing_was_done():
    assert violations(Evidence(read_at=GOOD.read_at)) == []
