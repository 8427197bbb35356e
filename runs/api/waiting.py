"""A synchronous answer: looking at a run's row until it is over."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from runs.choices import FINAL
from runs.models import ProcessRun

PARAMETER = "wait"
LONGEST_S = 30
LOOK_EVERY_S = 0.1
# Of the eight threads of a web process: a run that is waited for may call us itself.
MOST_AT_ONCE = 4

_places = threading.BoundedSemaphore(MOST_AT_ONCE)


def asked(parameters: Mapping[str, str]) -> int:
    """The seconds that ?wait= asks for; 0 without it. Raises ValidationError."""
    text = parameters.get(PARAMETER, "0")
    # Not more digits than the longest has, and only ASCII ones.
    if text.isascii() and text.isdigit() and len(text) < 3 and int(text) <= LONGEST_S:
        return int(text)
    sentence = _("Give a whole number of seconds from 0 to %(most)d.")
    raise ValidationError({PARAMETER: [sentence % {"most": LONGEST_S}]})


def until_over(run_id: int, *, within_s: int) -> bool:
    """Come back when the run is over or the seconds are; whether it is over.

    Where too many wait already, at once: the answer is as true, only earlier. No
    transaction may be open, or the row would never change.
    """
    if within_s == 0 or not _places.acquire(blocking=False):
        return False
    try:
        return _looked(run_id, until=time.monotonic() + within_s)
    finally:
        _places.release()


def _looked(run_id: int, *, until: float) -> bool:
    over = ProcessRun.objects.filter(pk=run_id, status__in=FINAL)
    while not (found := over.exists()):
        left = until - time.monotonic()
        if left <= 0:
            break
        time.sleep(min(LOOK_EVERY_S, left))
    return found
