"""A real beat process: CONTENDER quiet EDITS | busy SECONDS BEATS LEAD_S."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import ModuleType

import django

django.setup()

import psutil  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import trees  # noqa: E402
from benchmarks.clock.contenders import CONTENDERS  # noqa: E402
from benchmarks.clock.messages import Mailbox  # noqa: E402

MEGABYTE = 2**20
START_WITHIN_S = EDIT_WITHIN_S = 60.0
# How long it is left alone before and after an edit.
PEACE_S = 3.0
IDLE_S = 10.0
# After the window, so that what is late has a chance to be told.
GRACE_S = 1.0


def quiet(contender: ModuleType, edits: int) -> dict[str, object]:
    """A metronome alone fires, while single schedules are edited."""
    metronome = contender.add_metronome()
    with Mailbox(contender) as box, _beat(contender) as process:
        started = time.time()
        begun = box.first(metronome, since=started, within_s=START_WITHIN_S)
        time.sleep(PEACE_S)
        values = {
            "first_firing_s": begun - started,
            "idle_cpu_percent": _cpu_share(process, IDLE_S) * 100,
            "resident_mb": psutil.Process(process.pid).memory_info().rss / MEGABYTE,
        }
        each = [_edited(contender, box, metronome, number) for number in range(edits)]
    delays, stalls = zip(*each, strict=True)
    return values | {"edit_delay_ms": max(delays) * 1e3, "stall_ms": max(stalls) * 1e3}


def _edited(
    contender: ModuleType, box: Mailbox, metronome: str, number: int
) -> tuple[float, float]:
    """Seconds from when the edited one is due to its firing; the longest stall."""
    since = time.time()
    name, due = contender.edit(number)
    fired = box.first(name, since=since, within_s=EDIT_WITHIN_S)
    time.sleep(PEACE_S)
    return fired - due, _stall(box.arrivals()[metronome], since - PEACE_S)


def _stall(arrivals: list[float], since: float) -> float:
    """How much longer than a second the metronome was silent."""
    heard = [arrived for arrived in arrivals if arrived >= since]
    gaps = [later - earlier for earlier, later in itertools.pairwise(heard)]
    return max(0.0, *(gap - 1 for gap in gaps))


def busy(
    contender: ModuleType, seconds: float, beats: int, lead_s: float
) -> dict[str, float]:
    """Every schedule fires each minute: lateness is counted at the broker."""
    begin = timezone.now().replace(microsecond=0) + dt.timedelta(seconds=lead_s)
    due = contender.spread(begin)
    end = begin.timestamp() + seconds
    with Mailbox(contender) as box, ExitStack() as stack:
        processes = [stack.enter_context(_beat(contender)) for _ in range(beats)]
        _until(begin.timestamp() - 0.5)
        before = sum(trees.cpu_s(process.pid) for process in processes)
        _until(end + GRACE_S)
        cpu = sum(trees.cpu_s(process.pid) for process in processes) - before
        arrivals, looked = box.arrivals(), time.time()
    expected = {name: at for name, at in due.items() if at < end}
    sent = sum(name in arrivals for name in expected)
    return {
        **_lateness(expected, arrivals, looked),
        **contender.told(),
        "expected": len(expected),
        "sent": sent,
        "cpu_us": cpu / max(1, sent) * 1e6,
    }


def _lateness(
    due: Mapping[str, float], arrivals: Mapping[str, list[float]], looked: float
) -> dict[str, float]:
    """What has not come is as late as it is by now, at least."""
    late = sorted(
        arrivals[name][0] - at if name in arrivals else looked - at
        for name, at in due.items()
    )
    return {
        "late_p50_ms": late[len(late) // 2] * 1e3,
        "late_p99_ms": late[int(len(late) * 0.99)] * 1e3,
        "late_max_ms": late[-1] * 1e3,
    }


@contextmanager
def _beat(contender: ModuleType) -> Iterator[subprocess.Popen[bytes]]:
    words = ("beat", "--pidfile=", "--loglevel=error", "-S", contender.SCHEDULER)
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "scheduler_project", *words],
        env=os.environ,
        stdout=sys.stderr,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _cpu_share(process: subprocess.Popen[bytes], seconds: float) -> float:
    before, started = trees.cpu_s(process.pid), time.perf_counter()
    time.sleep(seconds)
    return (trees.cpu_s(process.pid) - before) / (time.perf_counter() - started)


def _until(instant: float) -> None:
    time.sleep(max(0.0, instant - time.time()))


def main(name: str, what: str, *numbers: str) -> None:
    contender = CONTENDERS[name]
    if what == "quiet":
        values: Mapping[str, object] = quiet(contender, int(numbers[0]))
    else:
        seconds, beats, lead_s = numbers
        values = busy(contender, float(seconds), int(beats), float(lead_s))
    print(json.dumps(values))


if __name__ == "__main__":
    main(*sys.argv[1:])
