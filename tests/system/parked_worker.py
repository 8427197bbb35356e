"""A worker whose calls stop at a point that their URL names, so that a test can kill
it just there: `python -m tests.system.parked_worker DIRECTORY`.

/park-before stops before anything is sent, /park-after when the answer is in hand. A
file in the directory says of each that it stands there; `release` lets them go on.
"""

from __future__ import annotations

import sys
import threading
import uuid
from pathlib import Path
from typing import Any

from runs import calls
from scheduler_project.celery import app

LOOK_EVERY_S = 0.05
RELEASE = "release"


def parked(directory: Path) -> int:
    """How many calls stand in this directory."""
    return len(list(directory.glob("*.parked")))


def main(directory: Path) -> None:
    send = calls.send

    def parking(request: calls.Request, **rest: Any) -> calls.Outcome:
        if "/park-before" in request.url:
            _park(directory)
        outcome = send(request, **rest)
        if "/park-after" in request.url:
            _park(directory)
        return outcome

    calls.send = parking
    app.worker_main(["worker", "--loglevel=warning"])


def _park(directory: Path) -> None:
    (directory / f"{uuid.uuid4()}.parked").touch()
    while not (directory / RELEASE).exists():
        threading.Event().wait(LOOK_EVERY_S)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
