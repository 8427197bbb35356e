"""Plans by version: immutable, so kept for as long as there is room."""

from __future__ import annotations

import functools

from runs import plan
from runs.models import ProcessVersion


@functools.lru_cache(maxsize=2048)
def of_version(version_id: int) -> plan.Plan:
    document = ProcessVersion.objects.values_list("plan", flat=True).get(pk=version_id)
    return plan.read(document)
