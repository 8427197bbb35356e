"""Looking at runs: everything in them that needs no call is brought on at once.

Steps that have slept long enough end, conditions are asked, outputs computed, other
runs started, round after round until only calls are left to be made.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from runs import (
    engine,
    expressions,
    inputs,
    lookups,
    plans,
    progress,
    scenes,
    standings,
    steps,
)
from runs.choices import Status, WaitingFor
from runs.exceptions import ExpressionError
from runs.models import ProcessRun, StepRun
from runs.plan import Step
from runs.progress import Call, Progress, Taken
from runs.scenes import Beginning, Scene
from runs.standings import Standing
from runs.steps.kind import Asleep, Outcome

# After so long the other runs of a worker get their turn; one step is always done.
PATIENCE_S = 0.1
_SKIPPED = Outcome(status=Status.SKIPPED)
# A step that sleeps, and its step run.
_Sleeper = tuple[Progress, Step, Taken, Standing]


def look(runs: Sequence[ProcessRun], *, now: dt.datetime) -> list[Progress]:
    """Bring these locked runs on and write down what became of their steps.

    The runs' own rows are left to be settled, the calls to be claimed.
    """
    begun = standings.of_runs([run.pk for run in runs if _has_begun(run)])
    looks = [_opened(run, begun.get(run.pk, {})) for run in runs]
    _wake(looks, now=now)
    _read_outputs(looks)
    until = time.monotonic() + PATIENCE_S
    for each in looks:
        if not (each.refusal or each.run.stop_kind):
            _go_on(each, now=now, until=until)
    progress.write(looks, now=now)
    return looks


def _has_begun(run: ProcessRun) -> bool:
    # A run that waits has begun no step: the common case asks nothing.
    return run.status != Status.WAITING or run.continued_from is not None


def _opened(run: ProcessRun, begun: dict[str, Standing]) -> Progress:
    plan = plans.of_version(run.version_id)
    scene = scenes.of_run(run, plan, begun)
    return Progress(
        run=run,
        plan=plan,
        scene=scene,
        steps=begun,
        states={key: standing.status for key, standing in begun.items()},
        refusal=_refusal(scene) if run.status == Status.WAITING else "",
    )


def _refusal(scene: Scene) -> str:
    """Why a run that nobody has checked at its start cannot begin."""
    if scene.plan.parameters is None or scene.fault:
        return scene.fault
    sentences = inputs.refusals(
        scene.plan, scene.input, scene.run.step_input, pass_unknown=True
    )
    return " ".join(f"{place}: {said}" for place, said in sentences.items())


def _wake(looks: Sequence[Progress], *, now: dt.datetime) -> None:
    """Ask the steps that sleep whether they still do."""
    by_kind: dict[str, list[_Sleeper]] = defaultdict(list)
    for sleeper in _sleepers(looks, now=now):
        by_kind[sleeper[1].kind].append(sleeper)
    for name, sleepers in by_kind.items():
        if steps.of(name).calls:
            for each, step, taken, _standing in sleepers:
                _call_again(each, step, taken, now=now)
        else:
            _wake_some(name, sleepers, now=now)


def _sleepers(looks: Sequence[Progress], *, now: dt.datetime) -> list[_Sleeper]:
    found = [
        (each, each.plan.step(key), standing)
        for each in looks
        for key, standing in each.steps.items()
        if standing.is_asleep and _may_wake(each, standing, now=now)
    ]
    if not found:
        return []
    rows = StepRun.objects.filter(pk__in=[standing.id for *_rest, standing in found])
    taken = {
        pk: Taken(id=pk, guid=guid, attempts_made=made)
        for pk, guid, made in rows.values_list("pk", "guid", "attempts_made")
    }
    return [
        (each, step, taken[standing.id], standing) for each, step, standing in found
    ]


def _may_wake(each: Progress, standing: Standing, *, now: dt.datetime) -> bool:
    if standing.waiting_for == WaitingFor.CHILD:
        return True
    is_due = standing.wake_at is None or standing.wake_at <= now
    return is_due and not each.run.stop_kind


def _wake_some(kind: str, sleepers: Sequence[_Sleeper], *, now: dt.datetime) -> None:
    asleep = {
        taken.id: Asleep(
            step=step,
            id=taken.id,
            guid=taken.guid,
            wake_at=standing.wake_at,
            is_stopping=bool(each.run.stop_kind),
        )
        for each, step, taken, standing in sleepers
    }
    outcomes = steps.of(kind).wake(list(asleep.values()), now=now)
    for each, _step, taken, _standing in sleepers:
        if taken.id in outcomes:
            each.woke(asleep[taken.id], outcomes[taken.id], now=now)


def _call_again(each: Progress, step: Step, taken: Taken, *, now: dt.datetime) -> None:
    try:
        each.calls.append(_call(each, step, taken))
    except ExpressionError as problem:
        slept = Asleep(step=step, id=taken.id, guid=taken.guid, wake_at=None)
        each.woke(slept, _failure(problem), now=now)


def _read_outputs(looks: Sequence[Progress]) -> None:
    """What the steps that may start now look up, in one query for all runs."""
    by_run = {each.run.pk: each for each in looks if each.steps}
    wanted = {
        run_id: {
            key
            for step in engine.startable(each.plan, each.states)
            for key in lookups.wanted(lookups.read_by(step), each.steps)
            if key not in each.scene.outputs
        }
        for run_id, each in by_run.items()
    }
    for run_id, outputs in standings.outputs(wanted).items():
        by_run[run_id].scene.outputs |= outputs


def _go_on(each: Progress, *, now: dt.datetime, until: float) -> None:
    for step in _coming(each):
        _begin(each, step, now=now)
        if time.monotonic() > until:
            break


def _coming(each: Progress) -> Iterator[Step]:
    """What may start, and then what may start because of that."""
    calling: set[str] = set()
    known = -1
    # As long as steps have ended in the meantime.
    while known < len(each.states):
        known = len(each.states)
        for step in engine.startable(each.plan, each.states):
            if engine.is_halted(each.plan, each.states):
                return
            if step.key not in calling:
                calling.add(step.key)
                yield step


def _begin(each: Progress, step: Step, *, now: dt.datetime) -> None:
    kind, guid, given = steps.of(step.kind), None, {}
    try:
        call = None if _is_skipped(each, step) else _call(each, step, None)
        if call is not None and kind.calls:
            each.calls.append(call)
            return
        guid, outcome = uuid.uuid4(), _SKIPPED
        if call is not None:
            given = dict(call.input)
            outcome = kind.begin(step, _beginning(call, guid), now=now)
    except ExpressionError as problem:
        outcome = _failure(problem)
    each.began(step, outcome, guid=guid or uuid.uuid4(), given=given, now=now)


def _is_skipped(each: Progress, step: Step) -> bool:
    if engine.is_unneeded(step, each.states):
        return True
    if not step.when:
        return False
    return not expressions.is_true(step.when, each.scene.context(step))


def _call(each: Progress, step: Step, taken: Taken | None) -> Call:
    """The step with its parameters; raises ExpressionError."""
    scene = each.scene
    scene.check()
    attempt = taken.attempts_made + 1 if taken else 1
    context = scene.context(step, attempt=attempt)
    parameters = _parameters(step, each.run.step_input.get(step.key, {}), context)
    return Call(
        run=each.run,
        step=step,
        taken=taken,
        context={**context, "parameters": parameters},
        input=scene.masked(parameters) if parameters else parameters,
        masked=scene.secrets,
    )


def _parameters(
    step: Step, given: Mapping[str, Any], context: Mapping[str, Any]
) -> dict[str, Any]:
    """What the start gave comes before what the plan says, and is no template."""
    if not (step.parameters or given):
        return {}
    said = {name: text for name, text in step.parameters.items() if name not in given}
    return {**expressions.render(said, context), **given}


def _beginning(call: Call, guid: uuid.UUID) -> Beginning:
    return Beginning(run=call.run, guid=guid, context=call.context, secrets=call.masked)


def _failure(problem: ExpressionError) -> Outcome:
    return Outcome(status=Status.FAILED, error=str(problem))
