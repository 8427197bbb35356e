"""The kinds of steps: one module each, with `prepare` and `execute`."""

from __future__ import annotations
