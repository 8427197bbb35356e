from __future__ import annotations

import queue
import time
from typing import Any

from runs.calls.watchdog import TICK_S, Watchdog

Expired = queue.Queue[tuple[Any, float]]


class Expires:
    def __init__(self, expired):
        self._expired = expired

    def expire(self):
        self._expired.put((self, time.monotonic()))


def test_each_expires_in_its_turn_and_hardly_late():
    watchdog, expired = Watchdog(), Expired()
    now = time.monotonic()
    waits = [0.3, 0.1, 0.2, 0.1, -1.0]
    due = {Expires(expired): now + wait for wait in waits}
    for watched, at in due.items():
        watchdog.watch(watched, at)
    seen = [expired.get(timeout=2) for _ in due]
    assert [due[watched] for watched, _at in seen] == sorted(due.values())
    for watched, at in seen:
        assert 0 <= at - max(due[watched], now) <= TICK_S + 0.03


def test_a_nearer_one_wakes_the_watchdog():
    watchdog, expired = Watchdog(), Expired()
    far, near = Expires(expired), Expires(expired)
    now = time.monotonic()
    watchdog.watch(far, now + 60)
    watchdog.watch(near, now + 0.05)
    watched, at = expired.get(timeout=2)
    assert watched is near
    assert at - now < 0.15


def test_what_is_released_does_not_expire():
    watchdog, expired = Watchdog(), Expired()
    released, kept = Expires(expired), Expires(expired)
    at = time.monotonic() + 0.05
    watchdog.release(released, watchdog.watch(released, at))
    watchdog.watch(kept, at + TICK_S)
    assert expired.get(timeout=2)[0] is kept
    assert expired.empty()


def test_calls_that_end_in_time_take_no_room():
    watchdog = Watchdog()
    ends = time.monotonic() + 30
    for number in range(20_000):
        line = Expires(None)
        watchdog.release(line, watchdog.watch(line, ends + number / 100_000))
    assert len(watchdog._ticks) < 20
    assert sum(map(len, watchdog._due.values())) == 0


def test_one_that_fails_does_not_end_the_watch(caplog):
    class Fails:
        def expire(self):
            raise RuntimeError("canary")

    watchdog, expired = Watchdog(), Expired()
    now = time.monotonic()
    watchdog.watch(Fails(), now)
    watchdog.watch(Expires(expired), now + 3 * TICK_S)
    assert expired.get(timeout=2)
    assert "canary" in caplog.text
