"""This process as a worker: one advancer, from the worker's start to its stop."""

from __future__ import annotations

import functools
from typing import Any

from celery import signals

from runs.advance import Advancer


@functools.cache
def advancer() -> Advancer:
    """The advancer of this process, serving from its first use."""
    served = Advancer()
    served.start()
    return served


@signals.worker_ready.connect(weak=False)
def _serve(**_signal: Any) -> None:
    """The heart beats from the start, not only from the first run."""
    advancer()


@signals.worker_shutdown.connect(weak=False)
def _drain(**_signal: Any) -> None:
    """A warm stop: the calls under way end and are written."""
    if advancer.cache_info().currsize:
        advancer().drain()
