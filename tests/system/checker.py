"""The promises, checked: from evidence to a list of what contradicts them.

A rule is a pure function that says in sentences what is wrong; its name is what
ought to be. The rules know the definitions, the rows and the target's log, and not a
line of the product's code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.system import answer_rules, call_rules, ledger_rules, state_rules
from tests.system.evidence import Evidence

Rule = Callable[[Evidence], Iterator[str]]

RULES: tuple[Rule, ...] = (
    *ledger_rules.RULES,
    *call_rules.RULES,
    *state_rules.RULES,
    *answer_rules.RULES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    # The name of the function that found it.
    rule: str
    what: str


def violations(evidence: Evidence) -> list[Violation]:
    """Everything that contradicts a promise; empty if all were kept."""
    return [
        Violation(rule=rule.__name__, what=what)
        for rule in RULES
        for what in rule(evidence)
    ]
