"""Plans by version: immutable, so kept for as long as there is room."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from runs import plan
from runs.exceptions import PlanError
from runs.models import ProcessVersion


@functools.lru_cache(maxsize=2048)
def of_version(version_id: int) -> plan.Plan:
    document = ProcessVersion.objects.values_list("plan", flat=True).get(pk=version_id)
    return plan.read(document)


def kinds(version_id: int) -> Mapping[str, str]:
    """The kind of each step by key; nothing of a plan that cannot be read."""
    try:
        return {step.key: step.kind for step in of_version(version_id).steps}
    except PlanError:
        return {}
