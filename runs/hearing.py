"""Noticing that this worker has gone deaf: it lives, and no message reaches it.

Celery's connection to Redis can end so after a fault (celery #8030, #8990 and others);
a ping still answers. What tells is work in the database that nobody brings.
"""

from __future__ import annotations

import datetime as dt

from runs.choices import Status, WaitingFor
from runs.models import ProcessRun

# The sweep publishes a waiting run at least once a minute.
DEAF_AFTER = dt.timedelta(seconds=90)
LOOK_EVERY = dt.timedelta(seconds=30)


class Hearing:
    """Times are the database's; the first look begins the count."""

    def __init__(self) -> None:
        self._heard_at: dt.datetime | None = None
        self._looked_at: dt.datetime | None = None
        self._heard = False

    def heard(self) -> None:
        """A message has come."""
        self._heard = True

    def is_lost(self, now: dt.datetime) -> bool:
        """Whether others wait for a worker while nothing reaches this one."""
        if self._heard or self._heard_at is None:
            self._heard, self._heard_at = False, now
        if self._looked_at is not None and now - self._looked_at < LOOK_EVERY:
            return False
        self._looked_at = now
        return now - self._heard_at >= DEAF_AFTER and is_unheard(now)


def is_unheard(now: dt.datetime) -> bool:
    """Whether a run has waited for any worker for longer than the sweep needs."""
    return ProcessRun.objects.filter(
        wake_at__isnull=False,
        status=Status.WAITING,
        waiting_for=WaitingFor.TURN,
        lane=None,
        created_at__lt=now - DEAF_AFTER,
    ).exists()
