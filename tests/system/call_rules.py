"""Promise 2: a request is sent at most once per attempt, and nothing is claimed to
have succeeded that the target knows nothing of."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from tests.system.evidence import FINAL, Evidence

# Between the database's clock and the target's, which are one machine's.
SKEW = dt.timedelta(milliseconds=250)


def each_request_has_its_attempt(evidence: Evidence) -> Iterator[str]:
    attempts = {(a.key, a.number) for a in evidence.attempts}
    for request in evidence.requests:
        if (request.key, request.number) not in attempts:
            yield f"{request.key} #{request.number} was sent without an attempt"


def each_attempt_is_sent_once_at_most(evidence: Evidence) -> Iterator[str]:
    sent = Counter((r.key, r.number) for r in evidence.requests)
    for (key, number), times in sent.items():
        if times > 1:
            yield f"{key} #{number} was sent {times} times"


def a_request_comes_within_its_attempt(evidence: Evidence) -> Iterator[str]:
    attempts = {(a.key, a.number): a for a in evidence.attempts}
    for request in evidence.requests:
        attempt = attempts.get((request.key, request.number))
        if attempt is None:
            continue
        ended_at = attempt.finished_at or evidence.read_at
        if not attempt.started_at - SKEW <= request.at <= ended_at + SKEW:
            yield f"{request.key} #{request.number} was sent outside of its attempt"


def attempts_count_up(evidence: Evidence) -> Iterator[str]:
    for step in evidence.steps:
        numbers = sorted(a.number for a in evidence.attempts if a.key == step.key)
        if numbers != list(range(1, step.attempts_made + 1)):
            yield f"{step.key}: attempts {numbers}, {step.attempts_made} were made"
    known = {step.key for step in evidence.steps}
    for attempt in evidence.attempts:
        if attempt.key not in known:
            yield f"{attempt.key} #{attempt.number} belongs to no step"


def success_is_proven(evidence: Evidence) -> Iterator[str]:
    answers = {(r.key, r.number): r.answered for r in evidence.requests}
    recorded = {(a.key, a.number): a.response_status for a in evidence.attempts}
    for step in evidence.steps:
        if step.status != "succeeded" or not step.calls:
            continue
        last = (step.key, step.attempts_made)
        answered = answers.get(last)
        if answered is None or not 200 <= answered < 300:
            yield f"{step.key} succeeded, and the target answered {answered}"
        elif recorded.get(last) != answered:
            yield f"{step.key}: {answered} was answered, {recorded.get(last)} is kept"


def what_may_have_been_sent_is_not_repeated(evidence: Evidence) -> Iterator[str]:
    """Unless it may be: the third column of D10."""
    for step in evidence.steps:
        lost = [
            a.number
            for a in evidence.attempts
            if a.key == step.key and a.reason == "lost"
        ]
        if lost and not step.idempotent and step.attempts_made > min(lost):
            yield f"{step.key} was tried again after its end was unknown"


def lost_says_that_we_do_not_know(evidence: Evidence) -> Iterator[str]:
    for step in evidence.steps:
        if step.status == "lost" and (step.idempotent or "unknown" not in step.error):
            yield f"{step.key} is lost: {step.error!r}"


def with_a_step_its_attempts_end(evidence: Evidence) -> Iterator[str]:
    ended = {step.key for step in evidence.steps if step.status in FINAL}
    for attempt in evidence.attempts:
        if attempt.key in ended and attempt.finished_at is None:
            yield f"{attempt.key} #{attempt.number} has not ended, its step has"


RULES = (
    each_request_has_its_attempt,
    each_attempt_is_sent_once_at_most,
    a_request_comes_within_its_attempt,
    attempts_count_up,
    success_is_proven,
    what_may_have_been_sent_is_not_repeated,
    lost_says_that_we_do_not_know,
    with_a_step_its_attempts_end,
)
