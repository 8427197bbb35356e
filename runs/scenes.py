"""What the expressions of a step may look up, and what must not be shown of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts import vault
from accounts.exceptions import SecretUnreadableError
from runs import lookups, sealing, standings
from runs.exceptions import ExpressionError
from runs.models import ProcessRun
from runs.plan import Plan, Step
from runs.standings import Steps


@dataclass(slots=True, kw_only=True)
class Scene:
    """A run as its expressions see it."""

    run: ProcessRun
    plan: Plan
    # Opened, with defaults.
    input: Mapping[str, Any]
    steps: Steps
    # Texts that must be shown nowhere.
    secrets: tuple[str, ...] = ()
    # Why nothing can be looked up.
    fault: str = ""
    # By step key, as far as they have been needed.
    outputs: dict[str, Any] = field(default_factory=dict)

    def masked(self, value: Any) -> Any:
        """The value as it may be kept."""
        if not self.secrets:
            return value
        return sealing.masked(value, vault.masker(self.secrets))

    def context(self, step: Step, *, attempt: int = 1) -> dict[str, Any]:
        """The roots for this step, but for its own parameters."""
        return self._roots(lookups.read_by(step), attempt=attempt)

    def check(self) -> None:
        """Raise ExpressionError where nothing can be looked up."""
        if self.fault:
            raise ExpressionError(self.fault)

    def context_at_the_end(self) -> dict[str, Any]:
        """The roots for the outputs of the run."""
        return self._roots(lookups.read_at_the_end(self.plan), attempt=1)

    def _roots(self, keys: frozenset[str] | None, *, attempt: int) -> dict[str, Any]:
        return {
            "input": self.input,
            "steps": self._steps(lookups.wanted(keys, self.steps)),
            "run": {
                "guid": str(self.run.guid),
                "attempt": attempt,
                "due_at": self.run.due_at and self.run.due_at.isoformat(),
            },
        }

    def _steps(self, keys: set[str]) -> dict[str, Any]:
        unread = keys.difference(self.outputs)
        if unread:
            read = standings.outputs({self.run.pk: unread})[self.run.pk]
            self.outputs |= read
        return {
            key: {
                "status": str(self.steps[key].status),
                "output": self.outputs.get(key),
            }
            for key in keys
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a step that begins is given."""

    run: ProcessRun
    # The GUID of its step run.
    guid: uuid.UUID
    # All roots, its parameters among them.
    context: Mapping[str, Any]
    # Texts that must be shown nowhere.
    secrets: tuple[str, ...]


def of_run(run: ProcessRun, plan: Plan, steps: Steps) -> Scene:
    """The scene of a run; it has a fault where a secret cannot be read."""
    names = plan.secret_names
    if not names:
        return Scene(run=run, plan=plan, input=run.input, steps=steps)
    try:
        opened = sealing.opened(run.input, names)
    except SecretUnreadableError:
        fault = _("A secret value cannot be read with the keys in VAULT_KEYS.")
        return Scene(run=run, plan=plan, input={}, steps=steps, fault=fault)
    secrets = sealing.texts_of(opened, names)
    return Scene(run=run, plan=plan, input=opened, steps=steps, secrets=secrets)
