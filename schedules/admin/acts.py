"""The buttons on the page of a schedule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django import forms
from django.utils.translation import gettext as _

from schedules import actions
from schedules.admin import typed
from schedules.exceptions import ChangeRefusedError
from schedules.models import OccurrenceChange, Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who presses a button of which schedule, when, and what stood in its form."""

    schedule: Schedule
    given: Mapping[str, str]
    by: str
    now: dt.datetime

    def instant(self, name: str) -> dt.datetime:
        """Raises NotationError; without an offset it is in the schedule's zone."""
        return typed.instant(self.given.get(name, ""), zone=self.schedule.time_zone)

    @property
    def why(self) -> str:
        """Raises ValidationError."""
        field = forms.CharField(required=False, max_length=500)
        return str(field.clean(self.given.get("why", "")))


def _pause(act: Act) -> str:
    until = act.instant("until") if act.given.get("until") else None
    if until is not None and until <= act.now:
        raise ChangeRefusedError(_("The end of the pause is past. Choose a later one."))
    actions.pause(act.schedule, until=until, now=act.now)
    return _("It is paused.")


def _resume(act: Act) -> str:
    actions.resume(act.schedule, now=act.now)
    return _("It fires again; what fell into the pause stays skipped.")


def _skip(act: Act) -> str:
    due_at = act.instant("due_at")
    actions.change_occurrence(
        act.schedule, due_at=due_at, by=act.by, why=act.why, now=act.now
    )
    return _("This firing will be skipped.")


def _move(act: Act) -> str:
    due_at, moved_to = act.instant("due_at"), act.instant("moved_to")
    actions.change_occurrence(
        act.schedule,
        due_at=due_at,
        moved_to=moved_to,
        by=act.by,
        why=act.why,
        now=act.now,
    )
    return _("This firing has been moved.")


def _undo(act: Act) -> str:
    due_at = act.instant("due_at")
    rows = OccurrenceChange.objects.filter(schedule=act.schedule, due_at=due_at)
    changed = rows.select_related("schedule").first()
    if changed is not None:
        actions.undo_change(changed, now=act.now)
    if rows.exists():
        raise ChangeRefusedError(_("Only what is still to come can be changed."))
    return _("It will fire as planned.")


# By the name of its button. Each returns a sentence and may raise NotationError,
# ChangeRefusedError or ValidationError.
ACTS: Final[Mapping[str, Callable[[Act], str]]] = MappingProxyType(
    {"pause": _pause, "resume": _resume, "skip": _skip, "move": _move, "undo": _undo}
)
