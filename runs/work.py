"""What passes between claim, call and record."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Secret
from runs import calls
from runs.models import ProcessRun
from runs.plan import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """The worker, and the Celery task in it, that carries out a step."""

    robot_id: int | None
    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A run to be looked at."""

    run_id: int
    carrier: Carrier


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A claimed step, with the attempt at it that is to be made."""

    run: ProcessRun
    step: Step
    step_run_id: int
    # The step run's GUID: the key that all its attempts carry.
    key: uuid.UUID
    attempt_id: int
    number: int
    lease_token: uuid.UUID
    carrier: Carrier
    # Those the step names, by name, still encrypted.
    secrets: Mapping[str, Secret]
    # What its expressions may look up, beside the secrets.
    context: Mapping[str, Any] = field(default_factory=dict)
    # Texts of secret parameters: they must be shown nowhere.
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How an attempt ended; everything in it is ready to be kept and shown."""

    work: Work
    succeeded: bool
    request: dict[str, Any] = field(default_factory=dict)
    outcome: calls.Outcome | None = None
    secrets: tuple[str, ...] = ()
    output: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    reason: str = ""
