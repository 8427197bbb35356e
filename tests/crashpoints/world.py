"""The product in one thread: time, broker, target and the death of a process are the
test's, everything between them is the product's own code over a real database."""

from __future__ import annotations

import datetime as dt
import functools
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, close_old_connections

import runs.actions
from runs import calls
from runs.advance import Advancer
from runs.choices import OPEN, Origin
from runs.models import Process, ProcessRun
from runs.work import Carrier
from schedules import clock, drift, pulse
from tests.conftest import answered
from tests.system import checker, dump
from tests.system.evidence import Evidence, Request

ANYBODY = Carrier(robot_id=None, task_id="task")
STRIDE = dt.timedelta(seconds=8)
# Longer than anything may take to be swept up.
PATIENCE = dt.timedelta(minutes=5)


class Crash(BaseException):
    """The process is gone: nothing catches it, nothing is tidied up."""


class AtOnce:
    """Calls are made where they are begun, so that a crash in one ends it all."""

    def __init__(self, *_args: Any, **_rest: Any) -> None:
        pass

    def give(self, act: Callable[[], None]) -> None:
        act()


class Broker:
    """The queue: what is published is a message until a worker takes it."""

    def __init__(self) -> None:
        self.messages: list[list[int]] = []
        # Called with each message; a test may lose it, double it, or raise.
        self.on_publish: Callable[[list[int]], None] = self.messages.append

    def publish(self, body: Any, **_rest: Any) -> None:
        (run_ids,), _kwargs, _embedded = body
        self.on_publish(run_ids)

    def take(self) -> list[int]:
        taken = [run_id for message in self.messages for run_id in message]
        self.messages.clear()
        return taken


class World:
    """One process after the other: a beat that ticks, a worker that works.

    `now` is the database's clock. What the target was asked is in `requests`; it
    answers with what is in `answers`, then with 200.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, now: dt.datetime) -> None:
        self.now = now
        self.broker = Broker()
        self.requests: list[Request] = []
        self.answers: list[int] = []
        self._patch = monkeypatch
        for name, value in {
            "runs.sql.database_now": lambda: self.now,
            "runs.calls.send": self._answer,
            "runs.advance.Callers": AtOnce,
            "runs.advance.LINGER_S": 0.0,
            "runs.advance.PAUSE_S": 0.0,
            "kombu.messaging.Producer.publish": self.broker.publish,
            "schedules.clock._drift": drift.Sweeper(),
            "schedules.clock._heart": pulse.Heart(),
        }.items():
            monkeypatch.setattr(name, value)
        self.pass_time(0)

    def die_at(
        self,
        path: str,
        *,
        after: bool = False,
        visit: int = 1,
        patch: pytest.MonkeyPatch | None = None,
    ) -> None:
        """Whoever is the nth to call this function dies, before or after it."""
        original, visits = pkgutil.resolve_name(path), iter(range(1, 1_000_000))

        @functools.wraps(original)
        def deadly(*args: Any, **rest: Any) -> Any:
            is_last = next(visits) == visit
            if is_last and not after:
                raise Crash(path)
            result = original(*args, **rest)
            if is_last:
                raise Crash(path)
            return result

        (patch or self._patch).setattr(path, deadly)

    def pass_time(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)
        # Its pause after a failure is this machine's time, which stands still here.
        self._patch.setattr("runs.dispatch._paused_until", 0.0)

    def start(self, process: Process, **wanted: Any) -> None:
        begun = runs.actions.Start(process=process, origin=Origin.MANUAL, **wanted)
        runs.actions.start(begun, now=self.now)

    def tick(self) -> None:
        """A beat's round, as `schedules.beat` makes it."""
        try:
            clock.tick(self.now)
        except Error:
            close_old_connections()

    def work(self) -> None:
        """A new worker takes what is in the queue, as far as that goes."""
        worker = Advancer()
        worker.bring(self.broker.take(), carrier=ANYBODY)
        while worker._has_work() or not worker._events.empty():
            worker._go_on()

    def live_on(self) -> None:
        """New processes, in which nothing fails, until nothing is under way."""
        deadline = self.now + PATIENCE
        while ProcessRun.objects.filter(status__in=OPEN).exists():
            assert self.now < deadline, "something is never swept up"
            self.pass_time(STRIDE.total_seconds())
            self.tick()
            self.work()

    def evidence(self) -> Evidence:
        return dump.read(self.requests, now=self.now)

    def assert_promises_kept(self) -> None:
        assert checker.violations(self.evidence()) == []

    def _answer(self, request: calls.Request, **_rest: Any) -> calls.Outcome:
        headers = dict(request.headers)
        status = self.answers.pop(0) if self.answers else 200
        self.requests.append(
            Request(
                key=headers["Idempotency-Key"],
                number=int(headers["X-Attempt"]),
                at=self.now,
                answered=status,
            )
        )
        return answered(status)
