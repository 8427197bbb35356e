"""Going on where a run failed: a new run, with the steps that went well taken over."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from runs import engine, plans, sql
from runs.choices import Status
from runs.exceptions import StartRefusedError
from runs.models import ProcessRun, StepRun


def check(run: ProcessRun) -> None:
    """Raise StartRefusedError where there is nothing to go on with."""
    if not run.is_final:
        raise StartRefusedError(_("This run is not over yet. Stop it first."))
    if run.status == Status.SUCCEEDED:
        raise StartRefusedError(
            _("This run has succeeded: there is nothing to go on with. Run it again.")
        )


def take_over(old: ProcessRun, new: ProcessRun, *, now: dt.datetime) -> None:
    """Give the new run the steps of the old one that need not be carried out again."""
    ended = {step.key: step for step in StepRun.objects.filter(run=old)}
    states = {key: step.status for key, step in ended.items()}
    kept = engine.kept(plans.of_version(new.version_id), states)
    sql.insert_rows(
        StepRun,
        [_row(ended[key], new) for key in kept],
        taken_over=True,
        created_at=now,
    )


def _row(step: StepRun, new: ProcessRun) -> sql.Row:
    same = ("key", "status", "input", "output", "started_at", "finished_at")
    return {
        **{column: getattr(step, column) for column in same},
        "guid": uuid.uuid4(),
        "run_id": new.pk,
    }
