"""What the steps of a version are called: immutable, so kept while there is room."""

from __future__ import annotations

import functools

from runs.models import ProcessVersion


@functools.lru_cache(maxsize=2048)
def of_version(version_id: int) -> tuple[tuple[str, str], ...]:
    """Key and label of each step in the plan's order; without a label, the key."""
    plan, definition = ProcessVersion.objects.values_list("plan", "definition").get(
        pk=version_id
    )
    labels = {
        step.get("key"): step.get("label") for step in definition.get("steps") or ()
    }
    keys = [step["key"] for step in plan["steps"]]
    return tuple((key, str(labels.get(key) or key)) for key in keys)
