"""The step kind `process`: another process is started, and waited for."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts import vault
from runs import expressions, inputs, plans, starting
from runs.choices import FINAL, Origin, Status, WaitingFor
from runs.exceptions import ExpressionError
from runs.models import Process, ProcessRun, StepRun
from runs.plan import Step
from runs.scenes import Beginning
from runs.starting import Start
from runs.steps.kind import Asleep, Kind, Outcome

# Runs that wait for one another, the first one not counted (D9).
DEEPEST = 8


class Subprocess(Kind):
    name = "process"

    def begin(self, step: Step, given: Beginning, *, now: dt.datetime) -> Outcome:
        process = _found(step.process["guid"], given.run)
        values = expressions.render(
            dict(step.process.get("input") or {}), given.context
        )
        _check(process, values, given)
        wanted = Start(
            process=process,
            origin=Origin.PROCESS,
            origin_guid=given.guid,
            due_at=given.run.due_at,
            input=values,
            depth=given.run.depth + 1,
        )
        started = tuple(starting.insert([wanted], now=now))
        return Outcome(
            status=Status.WAITING, waiting_for=WaitingFor.CHILD, started=started
        )

    def wake(
        self, asleep: Sequence[Asleep], *, now: dt.datetime
    ) -> Mapping[int, Outcome]:
        by_guid = {each.guid: each for each in asleep}
        children = ProcessRun.objects.filter(
            origin=Origin.PROCESS, origin_guid__in=list(by_guid), status__in=FINAL
        )
        woken = {by_guid[run.origin_guid]: run for run in children if run.origin_guid}
        return {each.id: _outcome(each, run) for each, run in woken.items()}


def _found(guid: str, run: ProcessRun) -> Process:
    named = Process.objects.living().filter(guid=guid, account=run.account_id)
    process = named.first()
    if process is None or process.current_version_id is None:
        raise ExpressionError(_("The process it starts is not there any more."))
    if not process.enabled:
        raise ExpressionError(
            _("“%(name)s” is switched off. Enable it, then continue from here.")
            % {"name": process.name}
        )
    return process


def _check(process: Process, values: Mapping[str, Any], given: Beginning) -> None:
    if given.run.depth >= DEEPEST:
        raise ExpressionError(
            _("More than %(most)d processes would wait for one another.")
            % {"most": DEEPEST}
        )
    if process.lane and process.lane in _lanes_above(given.run):
        raise ExpressionError(
            _("“%(name)s” runs one at a time, and it would wait for itself.")
            % {"name": process.name}
        )
    _check_input(process, values, given)


def _check_input(process: Process, values: Mapping[str, Any], given: Beginning) -> None:
    assert process.current_version_id
    plan = plans.of_version(process.current_version_id)
    refusals = inputs.refusals(plan, values, {})
    if refusals:
        raise ExpressionError(
            " ".join(f"{place}: {sentence}" for place, sentence in refusals.items())
        )
    masker = vault.masker(given.secrets)
    for name in sorted(values.keys() - set(plan.secret_names)):
        text = json.dumps(values[name], ensure_ascii=False, default=str)
        if masker.text(text) != text:
            raise ExpressionError(
                _(
                    "“%(name)s” holds a secret. Declare it as a secret parameter of "
                    "“%(process)s”."
                )
                % {"name": name, "process": process.name}
            )


def _lanes_above(run: ProcessRun) -> set[Any]:
    """The lanes of the run and of all that wait for it."""
    lanes, origin, guid = {run.lane}, run.origin, run.origin_guid
    for _level in range(DEEPEST):
        if origin != Origin.PROCESS or guid is None:
            break
        above = ProcessRun.objects.get(
            pk__in=StepRun.objects.filter(guid=guid).values("run")
        )
        lanes.add(above.lane)
        origin, guid = above.origin, above.origin_guid
    return lanes


def _outcome(asleep: Asleep, child: ProcessRun) -> Outcome:
    """How the step ends when the run it waited for has ended."""
    if child.status == Status.SUCCEEDED:
        return Outcome(status=Status.SUCCEEDED, output=child.output)
    if child.status == Status.LOST:
        return Outcome(status=Status.LOST, error=child.error)
    if child.status == Status.STOPPED and asleep.is_stopping:
        return Outcome(status=Status.STOPPED)
    error = child.error
    if child.status == Status.STOPPED:
        error = _("The run it started was stopped: %(why)s") % {"why": error}
    return Outcome(status=Status.FAILED, error=error)
