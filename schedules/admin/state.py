"""In which state a schedule is, as a chip."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from runs.display import chips, moments
from schedules.models import Schedule


def chip(schedule: Schedule, *, now: dt.datetime) -> SafeString:
    """Of what keeps it from firing the strongest, else that it is active."""
    if schedule.error:
        return chips.chip("failed", _("Error"))
    if not schedule.enabled:
        return chips.chip("off", _("Switched off"))
    if not schedule.process.enabled:
        return chips.chip("warning", _("What it starts is switched off"))
    if is_paused(schedule, now=now):
        return chips.chip("warning", _paused(schedule))
    if schedule.next_fire_at is None:
        return chips.chip("stopped", _("Ended"))
    return chips.chip("on", _("Active"))


def is_paused(schedule: Schedule, *, now: dt.datetime) -> bool:
    """A pause that is over stays written down until the next firing."""
    until = schedule.paused_until
    return schedule.paused_at is not None and (until is None or until > now)


def _paused(schedule: Schedule) -> str:
    if schedule.paused_until is not None:
        until = moments.absolute(timezone.localtime(schedule.paused_until))
        return _("Paused until %(until)s") % {"until": until}
    since = moments.absolute(timezone.localtime(schedule.paused_at))
    return _("Paused since %(since)s") % {"since": since}
