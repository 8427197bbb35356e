"""A sign of life of the clock, for whoever asks whether it ticks."""

from __future__ import annotations

import datetime as dt

from schedules.models import Pulse

NAME = "clock"
# Often enough to be told from silence, seldom enough to cost nothing.
EVERY = dt.timedelta(seconds=5)


class Heart:
    """One process's share in the beat."""

    def __init__(self) -> None:
        self._last: dt.datetime | None = None

    def beat(self, now: dt.datetime) -> None:
        if self._last is not None and abs(now - self._last) < EVERY:
            return
        self._last = now
        Pulse.objects.update_or_create(name=NAME, defaults={"ticked_at": now})


def last_tick() -> dt.datetime | None:
    return Pulse.objects.filter(name=NAME).values_list("ticked_at", flat=True).first()
