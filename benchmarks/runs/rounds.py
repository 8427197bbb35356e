"""Rounds of measurements over one database, each contender in turn.

`benchmarks.runs` starts it with DATABASE_URL, REDIS_URL and STEEPLE_HOME set. It prints
one record per line, in JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from accounts import actions as accounts  # noqa: E402
from benchmarks import trees  # noqa: E402
from benchmarks.runs import baselines  # noqa: E402
from benchmarks.runs.answering import Targets  # noqa: E402
from benchmarks.runs.baselines import Bare, TwoWrites  # noqa: E402
from benchmarks.runs.contenders import Contender  # noqa: E402
from benchmarks.runs.ours import Steeple  # noqa: E402
from benchmarks.runs.situations import Situation, situations  # noqa: E402

POLL_S = 0.02
# Before the CPU time is read: what was begun comes to its end.
REST_S = 0.3
START_WITHIN_S = 60.0
WARM_UP = 200
# The longest a measurement with hanging targets may take, and any other.
WINDOW_S, WITHIN_S = 10.0, 120.0
PLACES = 32


def measure(
    contender: Contender, situation: Situation, targets: Targets
) -> dict[str, float]:
    """Calls per second from due to recorded, and CPU time per call."""
    expected = situation.number(contender.at_once)
    contender.prepare(_urls(contender, situation, targets), shape=situation.shape)
    cpu_before, others_before = contender.cpu_s(), _postgres_cpu_s()
    started = time.perf_counter()
    contender.release()
    done = _wait(contender, expected, WINDOW_S if situation.hanging else WITHIN_S)
    seconds = time.perf_counter() - started
    time.sleep(REST_S)
    assert contender.is_written(done), contender.name
    values = {
        "calls": done,
        "per_s": done / seconds,
        "cpu_us": (contender.cpu_s() - cpu_before) / max(done, 1) * 1e6,
        "begin_us": contender.begin_s / expected * 1e6,
    }
    if others_before is not None:
        spent = (_postgres_cpu_s() or 0.0) - others_before
        values["postgres_us"] = spent / max(done, 1) * 1e6
    if situation.hanging:
        _begin_anew(contender, targets)
    return values if done == expected else {"per_s": values["per_s"]}


def _urls(
    contender: Contender, situation: Situation, targets: Targets
) -> Sequence[str]:
    hosts = targets.urls(situation.manner, situation.hosts)
    return situation.among(hosts, targets.urls("hanging", 1), contender.at_once)


def _postgres_cpu_s() -> float | None:
    """None on SQLite, whose work is its users' own."""
    pid = os.environ.get("POSTGRES_PID")
    return trees.cpu_s(int(pid)) if pid else None


def _wait(contender: Contender, expected: int, within_s: float) -> int:
    until = time.perf_counter() + within_s
    while (done := contender.done()) < expected and time.perf_counter() < until:
        time.sleep(POLL_S)
    return done


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


def _takes_part(contender: Contender, situation: Situation) -> bool:
    """The two writes show what a record costs, where nothing else disturbs."""
    simple = not (situation.hanging or situation.shape)
    return simple or not isinstance(contender, TwoWrites)


def _all(targets: Targets, home: Path) -> Sequence[Contender]:
    account = accounts.open_account(name="benchmark")
    url = os.environ["REDIS_URL"]

    def place(number: int) -> dict[str, Any]:
        return {
            "broker_url": f"{url}?virtual_host={number}",
            "log": home / f"worker-{number}.log",
        }

    return [
        Steeple(account=account, broker_url=url, log=home / "worker-0.log"),
        Bare(targets=targets, pool="prefork", at_once=2, **place(1)),
        Bare(targets=targets, pool="threads", at_once=PLACES, **place(2)),
        TwoWrites(pool="prefork", at_once=2, **place(3)),
        TwoWrites(pool="threads", at_once=PLACES, **place(4)),
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
    given = _arguments()
    call_command("migrate", verbosity=0)
    baselines.make_tables()
    with _running(given.only) as (targets, chosen):
        for number in range(given.rounds):
            for situation in situations(given.scale):
                if given.situation not in situation.name:
                    continue
                for contender in chosen:
                    if _takes_part(contender, situation):
                        values = measure(contender, situation, targets)
                        _tell(situation, contender, number, values)
    connection.close()


def _tell(
    situation: Situation, contender: Contender, number: int, values: dict[str, float]
) -> None:
    record = {"situation": situation.name, "contender": contender.name}
    print(json.dumps({**record, "round": number, "values": values}), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", default="", help="part of a contender's name")
    parser.add_argument("--situation", default="", help="part of a situation's name")
    return parser.parse_args()


if __name__ == "__main__":
    main()
