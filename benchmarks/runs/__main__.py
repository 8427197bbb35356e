"""Measure our worker and bare Celery tasks in turn: `--help` says how."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.runs import report
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
DATABASES = ("postgresql", "sqlite")


def measure(database: str, words: list[str]) -> Iterator[dict[str, Any]]:
    """The records of all rounds over one database of its own."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="steeple-")))
        environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "scheduler_project.settings",
            "REDIS_URL": stack.enter_context(Valkey()).url,
            "STEEPLE_HOME": str(home),
            "LOG_LEVEL": "ERROR",
            **_address(database, stack, home),
        }
        command = [sys.executable, "-m", "benchmarks.runs.rounds", *words]
        process = stack.enter_context(
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
            )
        )
        assert process.stdout
        for line in process.stdout:
            print(line, file=sys.stderr, end="", flush=True)
            yield {"database": database, **json.loads(line)}
        if process.wait():
            sys.exit(_logs(home))


def _address(database: str, stack: ExitStack, home: Path) -> dict[str, str]:
    if database == "sqlite":
        return {"DATABASE_URL": f"sqlite:///{home / 'runs.sqlite3'}"}
    postgres = stack.enter_context(Postgres())
    return {"DATABASE_URL": postgres.url, "POSTGRES_PID": str(postgres.pid)}


def _logs(home: Path) -> str:
    """What the workers said, for whoever asks why it broke."""
    texts = (log.read_text(errors="replace") for log in sorted(home.glob("*.log")))
    return "\n".join(text[-500:] for text in texts)


def _surroundings() -> dict[str, object]:
    return {
        "at": time.strftime("%Y-%m-%d"),
        "cpus": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
    }


def main() -> None:
    given = _arguments()
    before = _surroundings()
    words = ["--rounds", str(given.rounds), "--scale", str(given.scale)]
    records = [
        record
        for database in given.databases.split(",")
        for record in measure(database, words)
    ]
    result = {
        "benchmark": "runs",
        "before": before,
        "after": _surroundings(),
        "records": records,
    }
    if given.json:
        Path(given.json).write_text(json.dumps(result, indent=1))
    print(report.markdown(result))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runs")
    parser.add_argument("--json", metavar="FILE", help="where all figures go")
    parser.add_argument("--quick", action="store_true", help="small, and one round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--databases", default=",".join(DATABASES))
    given = parser.parse_args()
    given.scale = 0.2 if given.quick else 1.0
    given.rounds = 1 if given.quick else given.rounds
    return given


if __name__ == "__main__":
    main()
