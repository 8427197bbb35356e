"""Policies that do not go together; pure."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from schedules.choices import Misfire, Overlap

MOST_REPEATS: Final = 1_000  # of one run that fails again and again


def refusal(*, misfire: str, overlap: str) -> str:
    """Why these two cannot be taken, in a sentence; "" if they can."""
    if misfire == Misfire.RUN_ALL and overlap != Overlap.QUEUE_ALL:
        return _(
            "“Run them all” (run_all) starts each late firing, and this overlap would "
            "drop all but one of them again. Choose “wait, all in order” (queue_all)."
        )
    return ""
