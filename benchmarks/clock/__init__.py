"""Our scheduler beside the stock one: `python -m benchmarks.clock [--json FILE]`."""

from __future__ import annotations
