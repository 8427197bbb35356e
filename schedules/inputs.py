"""What a schedule hands to its runs; values of secret parameters are kept sealed.

Where a sealed value is shown there is a mask, and the mask given back leaves it as it
was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts import vault
from accounts.exceptions import SecretUnreadableError
from runs import inputs, plans, sealing
from runs.models import Process
from runs.plan import Plan

Values = Mapping[str, Any]


def kept(process: Process, given: Values, before: Values) -> dict[str, Any]:
    """The values as they are stored; `before` is what is stored so far."""
    same = _unchanged(process, given, before)
    return sealing.sealed(given, _secret_names(process) - same.keys()) | same


def refusals(process: Process, given: Values, before: Values) -> list[str]:
    """A sentence for each value that no run could take.

    Names the workflow does not declare are refused, unless they are stored already:
    Robusta's callers may give them, and others edit such a schedule later.
    """
    plan = _plan(process)
    if plan is None:
        return []
    same = _unchanged(process, given, before)
    try:
        opened = sealing.opened(same, plan.secret_names)
    except SecretUnreadableError:
        # Its runs will say so; an edit of something else must not fail for it.
        return []
    pass_unknown = given.keys() <= before.keys()
    found = inputs.refusals(plan, {**given, **opened}, {}, pass_unknown=pass_unknown)
    return [f"{place.removeprefix('input.')}: {each}" for place, each in found.items()]


def _unchanged(process: Process, given: Values, before: Values) -> dict[str, Any]:
    return {
        name: before[name]
        for name in _secret_names(process)
        if given.get(name) == vault.MASK and name in before
    }


def _secret_names(process: Process) -> frozenset[str]:
    plan = _plan(process)
    return frozenset(plan.secret_names) if plan else frozenset()


def _plan(process: Process) -> Plan | None:
    version_id = process.current_version_id
    return None if version_id is None else plans.of_version(version_id)
