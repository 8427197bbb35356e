"""One firing, and the kinds and policies by which firings are planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

INTERVAL: Final = "interval"
CRON: Final = "cron"
QUARTZ: Final = "quartz"
FIELDS: Final = "fields"
ONCE: Final = "once"
KINDS: Final = (INTERVAL, CRON, QUARTZ, FIELDS, ONCE)

# What becomes of a wall-clock time that the clock jumps over.
AFTER: Final = "after"
SAME_DISTANCE: Final = "same_distance"
SKIP: Final = "skip"
GAPS: Final = (AFTER, SAME_DISTANCE, SKIP)

# Which pass of a wall-clock time counts that the clock goes through twice.
FIRST: Final = "first"
SECOND: Final = "second"
BOTH: Final = "both"
REPEATS: Final = (FIRST, SECOND, BOTH)

# Firing.shift
ON_TIME: Final = ""
MOVED: Final = "moved"
DROPPED: Final = "dropped"


@dataclass(frozen=True, kw_only=True, slots=True)
class Firing:
    """One instant of a recurrence, exact to the second.

    `at` is aware, in UTC. `planned_local` is naive: what the schedule's clock should
    have shown. `shift` is "", "moved" (the planned time fell into a gap and fires
    later) or "dropped" (a switch of the clock swallowed it; `at` is where it would
    have been). `count` is how many planned times this one firing stands for: more than
    one only at a gap, where several may come down on one instant.
    """

    at: datetime
    planned_local: datetime
    shift: str = ON_TIME
    count: int = 1
