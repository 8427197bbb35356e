"""What the page of a run shows."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from runs.admin.steps import BAD, ShownStep
from runs.display import moments
from runs.models import ProcessRun

# A start within it is punctual: nobody wants to read "0 s late".
LATE_FROM = dt.timedelta(seconds=2)


def lateness(run: ProcessRun) -> str:
    """How late it started against the time it was due, in a sentence; "" if not."""
    if run.due_at is None or run.started_at is None:
        return ""
    if run.started_at - run.due_at < LATE_FROM:
        return ""
    return _("Started %(late)s late (due %(due)s)") % {
        "late": moments.between(run.due_at, run.started_at),
        "due": _time_of_day(run.due_at, beside=run.started_at),
    }


def _time_of_day(at: dt.datetime, *, beside: dt.datetime) -> str:
    """The local time, with its date where it is another day."""
    local = timezone.localtime(at)
    if local.date() == timezone.localtime(beside).date():
        return f"{local:%H:%M:%S}"
    return f"{date_format(local, 'SHORT_DATE_FORMAT')} {local:%H:%M:%S}"


def duration(run: ProcessRun) -> str:
    if run.started_at is None or run.finished_at is None:
        return ""
    return moments.between(run.started_at, run.finished_at)


def bad_ones(run: ProcessRun, steps: Sequence[ShownStep]) -> list[ShownStep]:
    """The steps that made a run of several end badly."""
    if len(steps) < 2 or not run.is_final:
        return []
    return [step for step in steps if step.status in BAD]


def own_error(run: ProcessRun, bad: Sequence[ShownStep]) -> str:
    """Why it ended badly, unless one of its steps says it already."""
    said = {step.run.error for step in bad if step.run is not None}
    return "" if run.error in said else run.error


def mark(run: ProcessRun, steps: Sequence[ShownStep]) -> str:
    """Changes when something on the page does, so that it is sent only then."""
    states = [f"{run.status}:{run.waiting_for}"]
    for step in steps:
        if step.run is not None:
            ended = sum(attempt.finished_at is not None for attempt in step.attempts)
            states.append(f"{step.run.status}:{len(step.attempts)}:{ended}")
            states.append(
                f"{step.run.waiting_for}:{step.child.pk if step.child else 0}"
            )
    return hashlib.blake2s("|".join(states).encode(), digest_size=8).hexdigest()
