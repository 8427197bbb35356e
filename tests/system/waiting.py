"""Waiting for something to become true: polled, bounded, and named when it fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

POLL_S = 0.1


def until(condition: Callable[[], T], *, what: str, within_s: float) -> T:
    """The first true value of `condition`; AssertionError naming `what` if none."""
    deadline = time.monotonic() + within_s
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"Not within {within_s:g} s: {what}"
        time.sleep(POLL_S)
