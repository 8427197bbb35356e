"""The steps of a run as its page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runs import plans
from runs.choices import OPEN, Status
from runs.display import kinds
from runs.models import Attempt, ProcessRun, StepRun
from runs.plan import Step

# A plan of more steps shows the exchange of the bad ones and of the one asked for.
MOST_IN_FULL = 12
MOST_BAD = 3
BAD = frozenset({Status.FAILED, Status.LOST})
# What the time line and the marks need of an attempt; the rest may be megabytes.
TIMES = ("step_run_id", "number", "started_at", "finished_at", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step of the plan; `run` is None until it begins."""

    key: str
    kind: str = "http"
    note: str = ""
    needs: Sequence[str] = ()
    run: StepRun | None = None
    attempts: Sequence[Attempt] = ()
    # The run that a step of the kind `process` started.
    child: ProcessRun | None = None
    in_full: bool = True

    @property
    def anchor(self) -> str:
        return f"step-{self.key}"

    @property
    def href(self) -> str:
        """Its panel; with what it did, where that is not shown yet."""
        return f"#{self.anchor}" if self.in_full else f"?step={self.key}#{self.anchor}"

    @property
    def kind_words(self) -> str:
        return kinds.words(self.kind)

    @property
    def is_worth_reading(self) -> bool:
        """Whether its last exchange tells more than its output does."""
        return self.status in BAD | OPEN

    @property
    def own_error(self) -> str:
        """Why it ended badly, unless its last attempt says it already."""
        said = self.attempts[-1].error if self.attempts and self.in_full else ""
        return self.run.error if self.run and self.run.error != said else ""

    @property
    def status(self) -> str:
        return self.run.status if self.run else ""


def steps_of(
    run: ProcessRun, *, chosen: str = "", in_brief: bool = False
) -> list[ShownStep]:
    """Every step of the plan that was executed, in its order, with its attempts.

    In brief none of them has its exchange.
    """
    planned = plans.of_version(run.version_id).steps
    begun = {step_run.key: step_run for step_run in run.step_runs.order_by("pk")}
    full = set() if in_brief else _in_full(planned, begun, chosen)
    attempts = _attempts(begun, full)
    children = _children(planned, begun)
    return [
        _shown(
            step,
            begun.get(step.key),
            attempts=attempts,
            children=children,
            in_full=step.key in full,
        )
        for step in planned
    ]


def _in_full(
    planned: Sequence[Step], begun: Mapping[str, StepRun], chosen: str
) -> set[str]:
    """Keys of the steps whose exchange is shown."""
    if len(planned) <= MOST_IN_FULL:
        return {step.key for step in planned}
    bad = [key for key, step_run in begun.items() if step_run.status in BAD]
    return {chosen, *bad[:MOST_BAD]}


def _attempts(begun: Mapping[str, StepRun], full: set[str]) -> dict[int, list[Attempt]]:
    """By their step run; of those that are not shown in full the times only."""
    pks = {key: step_run.pk for key, step_run in begun.items()}
    whole = [pk for key, pk in pks.items() if key in full]
    rest = [pk for key, pk in pks.items() if key not in full]
    found: dict[int, list[Attempt]] = {}
    rows = Attempt.objects.order_by("step_run_id", "number")
    queries = [rows.filter(step_run__in=whole).select_related("robot")]
    if rest:
        queries.append(rows.filter(step_run__in=rest).only(*TIMES))
    for query in queries:
        for attempt in query:
            found.setdefault(attempt.step_run_id, []).append(attempt)
    return found


def _children(
    planned: Sequence[Step], begun: Mapping[str, StepRun]
) -> dict[Any, ProcessRun]:
    """Runs that steps started, by the GUID of the step run."""
    guids = [
        begun[step.key].guid
        for step in planned
        if step.kind == "process" and step.key in begun
    ]
    if not guids:
        return {}
    found = ProcessRun.objects.filter(origin_guid__in=guids).select_related("process")
    return {child.origin_guid: child for child in found.order_by("pk")}


def _shown(
    step: Step,
    step_run: StepRun | None,
    *,
    attempts: Mapping[int, Sequence[Attempt]],
    children: Mapping[Any, ProcessRun],
    in_full: bool,
) -> ShownStep:
    return ShownStep(
        key=step.key,
        kind=step.kind,
        note=kinds.in_short(step.kind, step.request),
        needs=step.needs,
        run=step_run,
        attempts=attempts.get(step_run.pk, ()) if step_run else (),
        child=children.get(step_run.guid) if step_run else None,
        in_full=in_full,
    )
