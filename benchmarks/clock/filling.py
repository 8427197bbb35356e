"""Fills a migrated database with schedules: CONTENDER NUMBER."""

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from benchmarks.clock.contenders import CONTENDERS  # noqa: E402


def main(name: str, number: int) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    CONTENDERS[name].fill(number)
    print(
        json.dumps(
            {
                "create_s": time.perf_counter() - started,
                "create_cpu_s": time.process_time() - cpu,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
