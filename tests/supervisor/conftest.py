from __future__ import annotations

import json

import pytest

from tests.supervisor.supervised import Supervised


@pytest.fixture
def supervise():
    """Start supervisors that are gone after the test, whatever happens in it."""
    started: list[Supervised] = []

    def start(*words: str, **environment: str) -> Supervised:
        started.append(Supervised(*words, **environment))
        return started[-1]

    yield start
    for supervised in started:
        supervised.clear_away()


@pytest.fixture
def tower(supervise):
    """Start a supervisor over fake parts; wait until it says that all are up."""

    def start(*parts: dict[str, object], up: bool = True) -> Supervised:
        supervised: Supervised = supervise(
            "tests.supervisor.tower_of_fakes", json.dumps(parts)
        )
        if up:
            supervised.until("everything is up")
        return supervised

    return start
