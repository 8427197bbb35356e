"""Promises 3 and 4: what our API tells of a run is never untrue."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

from tests.system.evidence import FINAL, Answer, Evidence

# No answer at all, a state, and "ask again".
HONEST = {0, 200, 503}
# A run goes forward in these, and never back.
ORDER = ("waiting", "running", "stopping")


def a_run_that_was_told_of_is_known_for_ever(evidence: Evidence) -> Iterator[str]:
    known = {run.guid for run in evidence.runs}
    for answer in evidence.answers:
        if answer.code not in HONEST:
            yield f"{answer.run}: answered {answer.code}"
        if answer.run not in known:
            yield f"{answer.run} was told of and is not in the ledger"


def answers_never_go_back(evidence: Evidence) -> Iterator[str]:
    for guid, told in _told(evidence).items():
        for one, next_one in itertools.pairwise(told):
            if _place(one) > _place(next_one):
                yield f"{guid} was {one.status}, then {next_one.status}"


def what_was_told_as_final_is_what_became(evidence: Evidence) -> Iterator[str]:
    became = {run.guid: run.status for run in evidence.runs}
    for answer in evidence.answers:
        if answer.status in FINAL and became.get(answer.run) != answer.status:
            yield f"{answer.run} was told to have {answer.status}"


def success_is_told_after_it_happened(evidence: Evidence) -> Iterator[str]:
    guids = {run.id: run.guid for run in evidence.runs}
    came: dict[str, list[float]] = defaultdict(list)
    keys = {step.key: guids.get(step.run, "") for step in evidence.steps}
    for request in evidence.requests:
        came[keys.get(request.key, "")].append(request.at.timestamp())
    for answer in evidence.answers:
        if answer.status == "succeeded" and not any(
            at <= answer.at.timestamp() for at in came[answer.run]
        ):
            yield f"{answer.run} was told to have succeeded before it was called"


def _told(evidence: Evidence) -> dict[str, list[Answer]]:
    told: dict[str, list[Answer]] = defaultdict(list)
    for answer in sorted(evidence.answers, key=lambda answer: answer.at):
        if answer.status:
            told[answer.run].append(answer)
    return told


def _place(answer: Answer) -> int:
    return len(ORDER) if answer.status in FINAL else ORDER.index(answer.status)


RULES = (
    a_run_that_was_told_of_is_known_for_ever,
    answers_never_go_back,
    what_was_told_as_final_is_what_became,
    success_is_told_after_it_happened,
)
