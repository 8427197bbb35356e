"""`python -m benchmarks.table FILE`: what a `--json FILE` holds, as Markdown."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.api import report as api
from benchmarks.clock import report as clock
from benchmarks.runs import report as runs

REPORTS = {"api": api, "clock": clock, "runs": runs}


def main(file: str) -> None:
    result = json.loads(Path(file).read_text())
    print(REPORTS[result["benchmark"]].markdown(result))


if __name__ == "__main__":
    main(sys.argv[1])
