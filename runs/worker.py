"""This process as a worker: one advancer, from the worker's start to its stop."""

from __future__ import annotations

import functools
from typing import Any

from celery import signals
from django.db import close_old_connections

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


@signals.task_prerun.connect(weak=False)
def _look_after_connections(**_signal: Any) -> None:
    """Celery lets its threads keep theirs; one that broke must not stay."""
    close_old_connections()


@signals.worker_shutdown.connect(weak=False)
def _drain(**_signal: Any) -> None:
    """A warm stop: the calls under way end and are written."""
    if advancer.cache_info().currsize:
        advancer().drain()
