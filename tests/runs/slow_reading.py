"""The rules of the engine once more, read slowly: from a plan and a script of what the
world does to the states that its steps must have. Knows none of the product's code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BAD = {"failed", "lost", "stopped"}
SKIPPED, SUCCEEDED, FAILED = "skipped", "succeeded", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step, what it asks, and what comes of it once it is carried out."""

    key: str
    kind: str
    needs: tuple[str, ...] = ()
    # None, True, False, or ("status" | "number", key of a step before it).
    when: Any = None
    # For calls: the answers to its attempts. For others: "ok" or "bad".
    script: tuple[int, ...] | str = "ok"
    # What it gives out as n: a number, or the key of a step before it.
    n: int | str = 1
    # Of a wait, in seconds.
    for_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    steps: tuple[Step, ...]
    goes_on: bool = False


@dataclass(slots=True)
class Reading:
    """The states and outputs of steps that have been read so far."""

    states: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int | None] = field(default_factory=dict)

    def holds(self, when: Any) -> bool:
        match when:
            case None | True:
                return True
            case ("status", key):
                return self.states.get(key) == SUCCEEDED
            case ("number", key):
                return (self.numbers.get(key) or 0) > 1
        return False

    def verdict(self, step: Step) -> tuple[str, int | None]:
        """What a step must come to whose needs have all been read."""
        if step.needs and all(self.states[key] == SKIPPED for key in step.needs):
            return SKIPPED, None
        if not self.holds(step.when):
            return SKIPPED, None
        if not succeeds(step):
            return FAILED, None
        if step.kind == "wait":
            return SUCCEEDED, None
        return SUCCEEDED, self.numbers.get(step.n) if isinstance(
            step.n, str
        ) else step.n

    def read(self, step: Step) -> None:
        self.states[step.key], self.numbers[step.key] = self.verdict(step)


def succeeds(step: Step) -> bool:
    if step.kind == "http":
        return step.script[-1] == 200
    return step.script == "ok"


def in_order(plan: Plan) -> list[Step]:
    """Each step after all it needs."""
    left, done = list(plan.steps), list[Step]()
    while left:
        ready = [s for s in left if {d.key for d in done}.issuperset(s.needs)]
        done += ready
        left = [step for step in left if step not in ready]
    return done


def read(plan: Plan) -> Reading:
    """Every step to its end, as if nothing ever halted the run."""
    reading = Reading()
    for step in in_order(plan):
        reading.read(step)
    return reading


def complaints(plan: Plan, states: Mapping[str, str]) -> list[str]:
    """What is wrong with these final states, in words; empty if they may be."""
    found, reading = [], Reading()
    halted = not plan.goes_on and not BAD.isdisjoint(states.values())
    for step in in_order(plan):
        state = states.get(step.key)
        if state is None:
            if not halted:
                found.append(f"{step.key} has never begun")
            continue
        if not set(step.needs) <= reading.states.keys():
            found.append(f"{step.key} began before what it needs")
            continue
        reading.read(step)
        if state != reading.states[step.key]:
            found.append(f"{step.key} is {state}, not {reading.states[step.key]}")
    return found


def end(states: Mapping[str, str]) -> str:
    """How a run that nobody stopped ends."""
    for bad in ("lost", "failed", "stopped"):
        if bad in states.values():
            return bad
    return SUCCEEDED
