"""Where the steps of runs stand: read for many runs at once, no more than is needed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.db.models import Q

from runs import sql
from runs.choices import Status, WaitingFor
from runs.models import StepRun

UNREAD: Final = object()


class Standing(NamedTuple):
    """Where a step run stands."""

    status: str
    waiting_for: str = WaitingFor.NOTHING
    wake_at: dt.datetime | None = None
    id: int = 0
    # UNREAD, as its error is, where nobody has needed it yet.
    output: Any = UNREAD
    error: str = ""

    @property
    def is_asleep(self) -> bool:
        return self.status == Status.WAITING


# The steps of a run by key: those that have begun.
Steps = Mapping[str, Standing]


def of_runs(run_ids: Collection[int]) -> dict[int, dict[str, Standing]]:
    """The steps of these runs, in the order in which they began."""
    steps: dict[int, dict[str, Standing]] = defaultdict(dict)
    if not run_ids:
        return steps
    columns = ("run_id", "key", *Standing._fields[:4])
    for run_id, key, *state in sql.rows_by(StepRun, "run_id", run_ids, columns):
        steps[run_id][key] = Standing(*state)
    return steps


def outputs(wanted: Mapping[int, Iterable[str]]) -> dict[int, dict[str, Any]]:
    """The outputs of these steps, named by their keys for each run."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    named = {run_id: list(keys) for run_id, keys in wanted.items()}
    one_by_one = [Q(run=run_id, key__in=keys) for run_id, keys in named.items() if keys]
    if not one_by_one:
        return found
    condition = one_by_one.pop()
    for each in one_by_one:
        condition |= each
    rows = StepRun.objects.filter(condition)
    for run_id, key, output in rows.values_list("run_id", "key", "output"):
        found[run_id][key] = output
    return found


def errors(run_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Why steps of these runs ended badly, by key, in the order of their beginning."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    if run_ids:
        rows = StepRun.objects.filter(run__in=run_ids).exclude(error="").order_by("pk")
        for run_id, key, error in rows.values_list("run_id", "key", "error"):
            found[run_id][key] = error
    return found
