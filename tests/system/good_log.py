"""Evidence in which every promise was kept: what the mutations of the checker's tests
start from."""

from __future__ import annotations

import datetime as dt

from tests.system.evidence import (
    Answer,
    Attempt,
    Entry,
    Evidence,
    Request,
    Run,
    Step,
    Timetable,
)

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
EVERY = dt.timedelta(seconds=10)
LANE = "lane-1"


def at(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def _at(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else at(seconds)


def entry(n: int, run: int | None, **rest: object) -> Entry:
    """The firing of this number of a schedule that fires each ten seconds."""
    due_at = NOON + n * EVERY
    values = {"fired_at": due_at, "outcome": "started"} | rest
    return Entry(schedule=1, due_at=due_at, run=run, **values)  # type: ignore[arg-type]


def run(
    id_: int, status: str, from_s: float | None, to_s: float | None, **rest: object
) -> Run:
    values = {"error": "", "lane": LANE, "origin": "schedule", "wake_at": None} | rest
    return Run(
        id=id_,
        guid=f"run-{id_}",
        status=status,
        due_at=at(id_ * 10),
        created_at=at(id_ * 10),
        started_at=_at(from_s),
        finished_at=_at(to_s),
        **values,  # type: ignore[arg-type]
    )


def step(
    id_: int, status: str, from_s: float, to_s: float | None, **rest: object
) -> Step:
    values = {
        "error": "",
        "idempotent": True,
        "attempts_made": 1,
        "lease_until": None,
    } | rest
    return Step(
        key=f"key-{id_}",
        run=id_,
        status=status,
        started_at=at(from_s),
        finished_at=_at(to_s),
        **values,  # type: ignore[arg-type]
    )


def attempt(
    id_: int, number: int, from_s: float, to_s: float | None, **rest: object
) -> Attempt:
    values = {"reason": "", "response_status": 200} | rest
    return Attempt(
        key=f"key-{id_}",
        number=number,
        started_at=at(from_s),
        finished_at=_at(to_s),
        **values,  # type: ignore[arg-type]
    )


def request(id_: int, number: int, at_s: float, answered: int | None = 200) -> Request:
    return Request(key=f"key-{id_}", number=number, at=at(at_s), answered=answered)


def answer(id_: int, at_s: float, status: str, code: int = 200) -> Answer:
    return Answer(run=f"run-{id_}", at=at(at_s), code=code, status=status)


LOST = {"reason": "lost", "response_status": None}
UNKNOWN = "The worker died, its end is unknown."

# Firings 1 to 9: one that went well, a GET whose worker died and that was repeated, a
# POST whose worker died, one merged, three slept through, a failure, one under way.
GOOD = Evidence(
    read_at=at(92),
    timetables=(
        Timetable(
            schedule=1,
            guid=LANE,
            anchor_at=NOON,
            every=EVERY,
            grace=dt.timedelta(seconds=60),
            decided_until=at(91),
        ),
    ),
    entries=(
        entry(1, 1),
        entry(2, 2),
        entry(3, 3),
        entry(4, 4, outcome="coalesced", reason="overlap"),
        entry(5, None, outcome="missed", reason="clock_down", until_at=at(70), count=3),
        entry(8, 8),
        entry(9, 9),
    ),
    runs=(
        run(1, "succeeded", 10, 11),
        run(2, "succeeded", 20, 38),
        run(3, "lost", 38.1, 54),
        run(4, "stopped", None, 50),
        run(8, "failed", 80, 81),
        run(9, "running", 90, None),
    ),
    steps=(
        step(1, "succeeded", 10, 11),
        step(2, "succeeded", 20, 38, attempts_made=2),
        step(3, "lost", 38.1, 54, idempotent=False, error=UNKNOWN),
        step(8, "failed", 80, 81, error="The server answered 500."),
        step(9, "running", 90, None, lease_until=at(105)),
    ),
    attempts=(
        attempt(1, 1, 10, 11),
        attempt(2, 1, 20, 36, **LOST),
        attempt(2, 2, 37, 38),
        attempt(3, 1, 38.1, 54, **LOST),
        attempt(8, 1, 80, 81, response_status=500),
        attempt(9, 1, 90, None, response_status=None),
    ),
    requests=(
        request(1, 1, 10.1),
        request(2, 1, 20.1, answered=None),
        request(2, 2, 37.1),
        request(3, 1, 38.2, answered=None),
        request(8, 1, 80.1, answered=500),
        request(9, 1, 90.1, answered=None),
    ),
    answers=(
        answer(1, 9, "waiting"),
        answer(1, 10.5, "running"),
        answer(1, 10.7, "", code=503),
        answer(1, 10.8, "", code=0),
        answer(1, 11.1, "succeeded"),
        answer(1, 60, "succeeded"),
        answer(3, 60, "lost"),
        answer(9, 91, "running"),
    ),
)
