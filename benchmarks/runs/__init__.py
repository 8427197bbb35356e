"""Our worker beside bare Celery tasks: `python -m benchmarks.runs [--json FILE]`."""

from __future__ import annotations
