"""What has become of a run in one look at it: kept in memory, then written in sets."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from runs import exchange, sql
from runs.choices import FINAL, Status
from runs.models import ProcessRun, StepRun
from runs.plan import Plan, Step
from runs.scenes import Scene
from runs.standings import Standing
from runs.steps.kind import Asleep, Outcome

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step run that is taken up again, for its next attempt."""

    id: int
    guid: uuid.UUID
    attempts_made: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A step that a call thread is to carry out."""

    run: ProcessRun
    step: Step
    # None: it begins.
    taken: Taken | None
    # What its expressions may look up.
    context: Values
    # Its parameters as they are kept.
    input: Values
    # Texts that must be shown nowhere.
    masked: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Progress:
    run: ProcessRun
    plan: Plan
    scene: Scene
    # The steps that have begun.
    steps: dict[str, Standing]
    # Their states alone.
    states: dict[str, str]
    calls: list[Call] = field(default_factory=list)
    # Runs that it has started.
    started: list[int] = field(default_factory=list)
    # Why it cannot begin; "" if it can.
    refusal: str = ""
    _new: list[sql.Row] = field(default_factory=list)
    _changed: list[sql.Row] = field(default_factory=list)

    @property
    def has_moved(self) -> bool:
        return bool(self._new or self._changed or self.refusal)

    def stands(self, key: str, standing: Standing) -> None:
        self.steps[key] = standing
        self.states[key] = standing.status

    def began(
        self,
        step: Step,
        outcome: Outcome,
        *,
        guid: uuid.UUID,
        given: Values,
        now: dt.datetime,
    ) -> None:
        """A step that needs no call has begun, and perhaps ended."""
        columns = self._take(step, outcome, now=now)
        self.started += outcome.started
        self._new.append(
            {
                "guid": guid,
                "run_id": self.run.pk,
                "key": step.key,
                "input": exchange.storable(given),
                "started_at": None if outcome.status == Status.SKIPPED else now,
                **columns,
            }
        )

    def woke(self, slept: Asleep, outcome: Outcome, *, now: dt.datetime) -> None:
        """A step has slept long enough."""
        self._changed.append(
            {"id": slept.id, **self._take(slept.step, outcome, now=now)}
        )

    def _take(self, step: Step, outcome: Outcome, *, now: dt.datetime) -> sql.Row:
        output, problem = self._kept(outcome.output)
        status = Status.FAILED if problem else outcome.status
        error = problem or self.scene.masked(outcome.error)
        row = {
            "status": status,
            "waiting_for": outcome.waiting_for,
            "wake_at": outcome.wake_at,
            "output": output,
            "error": exchange.storable(error),
        }
        self.stands(step.key, Standing(**row))
        self.scene.outputs[step.key] = output
        return {**row, "finished_at": now if status in FINAL else None}

    def _kept(self, output: Values | None) -> tuple[Any, str]:
        """An output as it is kept, and why it cannot be."""
        if not output:
            return {}, ""
        kept = exchange.storable(self.scene.masked(dict(output)))
        if exchange.fits(kept):
            return kept, ""
        return {}, _("Its outputs are larger than 1 MiB. Let it keep less.")


def write(all_of_them: Iterable[Progress], *, now: dt.datetime) -> None:
    """Write down what has become of the steps; the runs' own rows are settled."""
    looks: Sequence[Progress] = list(all_of_them)
    sql.insert_rows(
        StepRun,
        [row for each in looks for row in each._new],  # noqa: SLF001 - its own module
        created_at=now,
    )
    sql.update_rows(
        StepRun,
        [row for each in looks for row in each._changed],  # noqa: SLF001
    )
