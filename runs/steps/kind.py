"""What a kind of step is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from runs.choices import Status, WaitingFor
from runs.plan import Step
from runs.scenes import Beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where a step stands that needs no call: over, or asleep for a reason."""

    status: Status
    waiting_for: WaitingFor = WaitingFor.NOTHING
    wake_at: dt.datetime | None = None
    output: Mapping[str, Any] | None = None
    error: str = ""
    # Runs that it has started.
    started: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asleep:
    """A step that has begun and waits."""

    step: Step
    # Of its step run.
    id: int
    guid: uuid.UUID
    wake_at: dt.datetime | None
    # Whether its run is being stopped.
    is_stopping: bool = False


class Kind:
    """One way for a step to be carried out."""

    # As plans write it.
    name: ClassVar[str]
    # Whether a call thread carries it out, under a lease, attempt by attempt.
    calls: ClassVar[bool] = False

    def begin(self, step: Step, given: Beginning, *, now: dt.datetime) -> Outcome:
        """Carry it out at once, or put it to sleep; the run is locked.

        Raises ExpressionError in words, which fails the step.
        """
        raise NotImplementedError

    def wake(
        self, asleep: Sequence[Asleep], *, now: dt.datetime
    ) -> Mapping[int, Outcome]:
        """Those that sleep no longer, by the id of their step runs."""
        raise NotImplementedError
