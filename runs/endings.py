"""What a run leaves behind when it ends: its output, or why it ended badly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from runs import exchange, expressions, lookups, plans, scenes, standings
from runs.choices import Status
from runs.exceptions import ExpressionError
from runs.models import ProcessRun
from runs.standings import Steps

Row = dict[str, Any]


def rows(
    runs: Sequence[ProcessRun],
    steps: Mapping[int, Steps],
    ends: Mapping[int, Status | None],
    *,
    now: dt.datetime,
) -> list[Row]:
    """The rows that end these runs; their steps are read as far as it needs."""
    well = [run for run in runs if ends[run.pk] == Status.SUCCEEDED]
    outputs = _outputs(well, steps)
    errors = standings.errors([run.pk for run in runs if _is_unread(run, steps, ends)])
    ended = []
    for run in runs:
        row: Row = {"id": run.pk, "status": ends[run.pk], "output": {}, "error": ""}
        if ends[run.pk] == Status.SUCCEEDED:
            row |= _success(run, steps[run.pk], outputs[run.pk])
        else:
            row["error"] = run.error or _error(run, steps[run.pk], errors, ends)
        ended.append({**row, "started_at": run.started_at or now})
    return ended


def _is_unread(
    run: ProcessRun, steps: Mapping[int, Steps], ends: Mapping[int, Status | None]
) -> bool:
    # A stopped run knows already why it was stopped.
    bad = ends[run.pk] != Status.SUCCEEDED and not run.error
    return bad and any(
        standing.output is standings.UNREAD for standing in steps[run.pk].values()
    )


def _error(
    run: ProcessRun,
    steps: Steps,
    errors: Mapping[int, Mapping[str, str]],
    ends: Mapping[int, Status | None],
) -> str:
    """The sentence of the first step that ended as the run does, else of any."""
    said = {key: each.error for key, each in steps.items() if each.error}
    said |= errors.get(run.pk, {})
    alike = [key for key in said if steps[key].status == ends[run.pk]]
    return said[(alike or list(said))[0]] if said else ""


def _outputs(
    runs: Sequence[ProcessRun], steps: Mapping[int, Steps]
) -> dict[int, dict[str, Any]]:
    """What the outputs of these runs look up, read in one query where it is not."""
    found, unread = {}, {}
    for run in runs:
        keys = lookups.read_at_the_end(plans.of_version(run.version_id))
        own = steps[run.pk]
        wanted = lookups.wanted(keys, own)
        found[run.pk] = {
            key: own[key].output
            for key in wanted
            if own[key].output is not standings.UNREAD
        }
        unread[run.pk] = wanted - found[run.pk].keys()
    for run_id, outputs in standings.outputs(unread).items():
        found[run_id] |= outputs
    return found


def _success(run: ProcessRun, steps: Steps, outputs: dict[str, Any]) -> Row:
    plan = plans.of_version(run.version_id)
    if not plan.outputs:
        return {}
    scene = scenes.of_run(run, plan, steps)
    scene.outputs |= outputs
    try:
        scene.check()
        output = expressions.render(dict(plan.outputs), scene.context_at_the_end())
    except ExpressionError as problem:
        return {"status": Status.FAILED, "error": scene.masked(str(problem))}
    return {"output": exchange.storable(scene.masked(output))}


def failure(run: ProcessRun, why: str, *, now: dt.datetime) -> Row:
    """The row that ends a run which cannot even begin."""
    return {
        "id": run.pk,
        "status": Status.FAILED,
        "output": {},
        "error": why,
        "started_at": run.started_at or now,
    }
