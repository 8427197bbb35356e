from __future__ import annotations

import pytest

from schedules import clock, drift, pulse


@pytest.fixture(autouse=True)
def a_clock_just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a clock process remembers from tick to tick is of no other test."""
    monkeypatch.setattr(clock, "_drift", drift.Sweeper())
    monkeypatch.setattr(clock, "_heart", pulse.Heart())
