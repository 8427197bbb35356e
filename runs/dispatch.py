"""Messages to the workers: hints that may be lost, doubled or late without harm."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError

logger = logging.getLogger(__name__)

ADVANCE = "runs.advance"
# Run ids per message: enough to be cheap, few enough to spread over the workers.
CHUNK = 50
# After that the sweep has published it again.
EXPIRES_S = 60
# While the broker is away, trying costs seconds; the sweep publishes later anyway.
PAUSE_AFTER_FAILURE_S = 5.0

_paused_until = 0.0


def look_at(run_ids: Sequence[int]) -> None:
    """Ask a worker to look at these runs, once this transaction has committed."""
    ids = list(run_ids)

    # Not a partial: Django asks a robust callback that fails for its name.
    def look_at_them() -> None:
        publish(ids)

    if ids:
        transaction.on_commit(look_at_them, robust=True)


def publish(run_ids: Sequence[int]) -> None:
    """Send the hints now; a broker that is away delays work and fails nothing."""
    global _paused_until  # noqa: PLW0603 - one broker per process, one pause
    if time.monotonic() < _paused_until:
        return
    try:
        with current_app.producer_or_acquire() as producer:
            for start in range(0, len(run_ids), CHUNK):
                chunk = list(run_ids[start : start + CHUNK])
                current_app.send_task(
                    ADVANCE,
                    args=[chunk],
                    # Celery's own would take a third of the time of sending.
                    argsrepr=f"{len(chunk)} runs",
                    producer=producer,
                    # It goes to a list of that name; who reads it declares the queue.
                    declare=(),
                    ignore_result=True,
                    retry=False,
                    expires=EXPIRES_S,
                )
    except (KombuError, OSError) as error:
        _paused_until = time.monotonic() + PAUSE_AFTER_FAILURE_S
        logger.warning("The broker cannot be reached, the sweep will: %s", error)
