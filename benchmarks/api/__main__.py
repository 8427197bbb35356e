"""Measure status, start and lists, our doors and DRF's own in turn: `--help`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.api import report
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
WITHIN_S = 1_800.0


def measure(numbers: list[int], rounds: int) -> dict[str, Any]:
    """By number of runs, what `benchmarks.api.indoors` says."""
    with (
        Valkey() as valkey,
        tempfile.TemporaryDirectory(prefix="steeple-") as home,
    ):
        return {str(n): _of(n, rounds, valkey=valkey, home=home) for n in numbers}


def _of(number: int, rounds: int, *, valkey: Valkey, home: str) -> dict[str, Any]:
    with Postgres() as postgres:
        environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "benchmarks.api.settings",
            "DATABASE_URL": postgres.url,
            "REDIS_URL": valkey.url,
            "STEEPLE_HOME": home,
            "LOG_LEVEL": "ERROR",
        }
        _python("manage.py", "migrate", "-v0", environment=environment)
        filling = ("-m", "benchmarks.api.filling", str(number))
        known = _python(*filling, environment=environment)
        words = ("-m", "benchmarks.api.indoors", str(rounds))
        told = _python(*words, environment=environment, told=known)
        figures: dict[str, Any] = json.loads(told)
        print(json.dumps({str(number): figures}), file=sys.stderr, flush=True)
        return figures


def _python(*words: str, environment: dict[str, str], told: str = "") -> str:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        input=told,
        check=True,
        stdout=subprocess.PIPE,
        timeout=WITHIN_S,
        text=True,
    ).stdout


def main() -> None:
    given = _arguments()
    numbers = [1_000, 10_000] if given.quick else [1_000, 1_000_000]
    before = {
        "at": time.strftime("%Y-%m-%d"),
        "cpus": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
    }
    figures = measure(numbers, 3 if given.quick else given.rounds)
    result = {"benchmark": "api", "before": before, "figures": figures}
    if given.json:
        Path(given.json).write_text(json.dumps(result, indent=1))
    print(report.markdown(result))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api")
    parser.add_argument("--json", metavar="FILE", help="where all figures go")
    parser.add_argument("--quick", action="store_true", help="small, and few rounds")
    parser.add_argument("--rounds", type=int, default=9)
    return parser.parse_args()


if __name__ == "__main__":
    main()
