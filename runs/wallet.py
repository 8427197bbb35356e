"""The secrets that claimed steps name, read with the claim, still encrypted."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from django.db.models import Q

from accounts.models import Secret
from runs import expressions
from runs.plan import Step

# Account and name of a secret.
_Name = tuple[int, str]


def opened(steps: Iterable[tuple[int, Step]]) -> dict[_Name, Secret]:
    """The secrets of these (account id, step) pairs, in one query if there are any."""
    names = {(account, name) for account, step in steps for name in named_by(step)}
    if not names:
        return {}
    wanted = Q()
    for account, name in names:
        wanted |= Q(account_id=account, name=name)
    return {(s.account_id, s.name): s for s in Secret.objects.filter(wanted)}


def of(step: Step, account: int, secrets: Mapping[_Name, Secret]) -> dict[str, Secret]:
    """The secrets of one step, by name."""
    return {
        name: secrets[account, name]
        for name in named_by(step)
        if (account, name) in secrets
    }


@functools.lru_cache(maxsize=2048)
def named_by(step: Step) -> frozenset[str]:
    return frozenset(expressions.names(dict(step.request), "secrets"))
