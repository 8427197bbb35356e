"""A workflow picked from a list becomes the call that starts it by its name; pure."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping

# Of a schedule for it, unless another one is given.
MINUTES = "60"


def path_of(name: str) -> str:
    """Where the start by name of this site is; every character is percent-encoded."""
    return f"/workflow/execute/{urllib.parse.quote(name, safe='')}"


def filled(sent: Mapping[str, str], *, saved_url: str) -> dict[str, str]:
    """Fields that change because a workflow was picked; none where one stands already.

    `sent` is what the page sent; `saved_url` is the job's, "" for a new one. The page's
    script does the same at once; this is for those who have none.
    """
    path = sent.get("workflow", "")
    if not path or saved_url == path or sent.get("url", "").startswith(path):
        return {}
    call = {"method": "POST", "url": path, "internal": "on"}
    return {**call, **_schedule(sent)}


def _schedule(sent: Mapping[str, str]) -> dict[str, str]:
    """An interval for the first schedule of a page, if it is new and still empty."""
    is_new = sent.get("schedules-INITIAL_FORMS") == "0"
    is_interval = sent.get("schedules-0-kind") == "interval"
    if not (is_new and is_interval) or sent.get("schedules-0-every"):
        return {}
    return {"schedules-0-every": MINUTES, "schedules-0-unit": "60"}
