"""Our doors beside DRF's generic view: `python -m benchmarks.api [--json FILE]`."""

from __future__ import annotations
