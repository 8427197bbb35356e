"""What the page of a run shows."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from runs import plans
from runs.display import moments
from runs.models import Attempt, ProcessRun, StepRun

# A start within it is punctual: nobody wants to read "0 s late".
LATE_FROM = dt.timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step of the plan; `run` is None until it begins."""

    key: str
    run: StepRun | None = None
    attempts: Sequence[Attempt] = ()


def steps_of(run: ProcessRun) -> list[ShownStep]:
    """Every step of the plan that was executed, in its order, with its attempts."""
    rows = run.step_runs.prefetch_related("attempts__robot").order_by("pk")
    begun = {step_run.key: step_run for step_run in rows}
    keys = [step.key for step in plans.of_version(run.version_id).steps]
    return [_shown(key, begun.get(key)) for key in keys]


def _shown(key: str, step_run: StepRun | None) -> ShownStep:
    if step_run is None:
        return ShownStep(key=key)
    attempts = sorted(step_run.attempts.all(), key=lambda attempt: attempt.number)
    return ShownStep(key=key, run=step_run, attempts=attempts)


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


def mark(run: ProcessRun, steps: Sequence[ShownStep]) -> str:
    """Changes when something on the page does, so that it is sent only then."""
    states = [f"{run.status}:{run.waiting_for}"]
    for step in steps:
        if step.run is not None:
            ended = sum(attempt.finished_at is not None for attempt in step.attempts)
            states.append(f"{step.run.status}:{len(step.attempts)}:{ended}")
    return hashlib.blake2s("|".join(states).encode(), digest_size=8).hexdigest()
