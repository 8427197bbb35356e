"""A plan as a value: what the engine executes (design, section 3).

Stored as JSON in ProcessVersion.plan, written by the compilers of jobs and
workflows, read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Methods that may be sent twice without harm (RFC 9110, 9.2.2), D10.
IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
DEFAULT_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    key: str
    kind: str = "http"
    needs: tuple[str, ...] = ()
    # {"method", "url", "headers", "body": {"text" | "json" | "form": …}, "internal"}
    request: Mapping[str, Any] = field(default_factory=dict)
    timeout_s: float = DEFAULT_TIMEOUT_S
    # Result name → expression over {status, headers, body} of the answer.
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def idempotent(self) -> bool:
        return self.request.get("method") in IDEMPOTENT_METHODS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    steps: tuple[Step, ...] = ()
    # Output name → template over input, steps, run.
    outputs: Mapping[str, Any] = field(default_factory=dict)

    def step(self, key: str) -> Step:
        return next(step for step in self.steps if step.key == key)


def read(document: Mapping[str, Any]) -> Plan:
    return Plan(
        steps=tuple(_read_step(step) for step in document["steps"]),
        outputs=document.get("outputs", {}),
    )


def _read_step(document: Mapping[str, Any]) -> Step:
    return Step(**{**document, "needs": tuple(document.get("needs", ()))})
