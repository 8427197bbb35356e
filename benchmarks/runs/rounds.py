"""Rounds of measurements over one database, each contender in turn.

`benchmarks.runs` starts it with DATABASE_URL, REDIS_URL and STEEPLE_HOME set. It prints
one sample per line, in JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from accounts import actions as accounts  # noqa: E402
from benchmarks.runs import contenders  # noqa: E402
from benchmarks.runs.answering import Targets  # noqa: E402
from benchmarks.runs.contenders import Bare, Contender, Steeple, TwoWrites  # noqa: E402

POLL_S = 0.02
# Before the CPU time is read: what was begun comes to its end.
REST_S = 0.3
START_WITHIN_S = 60.0
WARM_UP = 200
# The longest a measurement with hanging targets may take.
WINDOW_S = 10.0
PLACES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    name: str
    manner: str = "prompt"
    hosts: int
    calls: int
    # Calls per place of a contender, so that a slow one ends some day.
    calls_per_place: int = 1_000_000
    hanging: bool = False

    def urls(self, contender: Contender, targets: Targets) -> list[str]:
        """One for each call, hosts in turn; each second one hangs, if any does."""
        hosts = targets.urls(self.manner, self.hosts)
        hosts += targets.urls("hanging", 1) if self.hanging else []
        number = self.number(contender) * (2 if self.hanging else 1)
        return [hosts[call % len(hosts)] for call in range(number)]

    def number(self, contender: Contender) -> int:
        """The calls that will be answered."""
        return min(self.calls, contender.at_once * self.calls_per_place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    round: int
    situation: str
    contender: str
    calls: int
    seconds: float
    cpu_s: float


def situations(scale: float) -> list[Situation]:
    many = int(3_000 * scale)
    late = int(150 * scale)
    return [
        Situation(name="fast", hosts=4, calls=many),
        Situation(
            name="50 ms", manner="late", hosts=4, calls=many, calls_per_place=late
        ),
        Situation(name="one host", hosts=1, calls=many),
        Situation(
            name="one host, and one that hangs", hosts=1, calls=many, hanging=True
        ),
    ]


def measure(
    contender: Contender, situation: Situation, targets: Targets, number: int
) -> Sample:
    expected = situation.number(contender)
    contender.prepare(situation.urls(contender, targets))
    cpu_before, started = contender.cpu_s(), time.perf_counter()
    contender.release()
    done = _wait(contender, expected, WINDOW_S if situation.hanging else 120.0)
    seconds = time.perf_counter() - started
    time.sleep(REST_S)
    sample = Sample(
        round=number,
        situation=situation.name,
        contender=contender.name,
        calls=done,
        seconds=seconds,
        cpu_s=contender.cpu_s() - cpu_before,
    )
    _check(contender, done)
    if situation.hanging:
        _begin_anew(contender, targets)
    return sample


def _wait(contender: Contender, expected: int, within_s: float) -> int:
    until = time.perf_counter() + within_s
    while (done := contender.done()) < expected and time.perf_counter() < until:
        time.sleep(POLL_S)
    return done


def _check(contender: Contender, done: int) -> None:
    """Every run that counts has its Attempt written down."""
    if isinstance(contender, Steeple):
        assert contender.recorded() >= done


def _begin_anew(contender: Contender, targets: Targets) -> None:
    contender.stop()
    contender.forget()
    _begin(contender, targets)


def _begin(contender: Contender, targets: Targets) -> None:
    contender.start()
    hosts = targets.urls("prompt")
    contender.prepare([hosts[call % len(hosts)] for call in range(WARM_UP)])
    contender.release()
    assert _wait(contender, WARM_UP, START_WITHIN_S) == WARM_UP, contender.name
    time.sleep(REST_S)


def _all(targets: Targets, home: Path) -> Sequence[Contender]:
    account = accounts.open_account(name="benchmark")
    url = os.environ["REDIS_URL"]

    def place(number: int) -> dict[str, object]:
        return {
            "broker_url": f"{url}?virtual_host={number}",
            "log": home / f"worker-{number}.log",
        }

    return [
        Steeple(account=account, broker_url=url, log=home / "worker-0.log"),
        Bare(targets=targets, pool="prefork", at_once=2, **place(1)),
        Bare(targets=targets, pool="threads", at_once=PLACES, **place(2)),
        TwoWrites(pool="prefork", at_once=2, **place(3)),  # type: ignore[arg-type]
        TwoWrites(pool="threads", at_once=PLACES, **place(4)),  # type: ignore[arg-type]
    ]


@contextmanager
def _running(names: str) -> Iterator[tuple[Targets, list[Contender]]]:
    with ExitStack() as stack:
        targets = stack.enter_context(Targets())
        home = Path(os.environ["STEEPLE_HOME"])
        chosen = [each for each in _all(targets, home) if names in each.name]
        for contender in chosen:
            stack.callback(contender.stop)
            _begin(contender, targets)
        yield targets, chosen


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", default="", help="part of a contender's name")
    parser.add_argument("--situation", default="", help="part of a situation's name")
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    contenders.make_tables()
    with _running(given.only) as (targets, chosen):
        for number in range(given.rounds):
            for situation in situations(given.scale):
                if given.situation not in situation.name:
                    continue
                for contender in chosen:
                    if situation.hanging and isinstance(contender, TwoWrites):
                        continue
                    sample = measure(contender, situation, targets, number)
                    print(json.dumps(asdict(sample)), flush=True)
    connection.close()
    sys.exit()


if __name__ == "__main__":
    main()
