"""`python -m benchmarks.table FILE`: what a `--json FILE` holds, as Markdown."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.clock import report


def main(file: str) -> None:
    print(report.markdown(json.loads(Path(file).read_text())))


if __name__ == "__main__":
    main(sys.argv[1])
