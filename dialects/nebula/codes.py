"""The numbers of this door: of errors, and of the states of jobs and tasks; pure."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from runs.choices import Status

SUCCESS: Final = 0


class Code(IntEnum):
    """The published error codes; what they are called is what clients log."""

    ErrBadRequest = 40004000
    ErrParam = 40004001
    ErrUnauthorized = 40104000
    ErrSession = 40104001
    ErrForbidden = 40304000
    ErrNotFound = 40404000
    ErrInternalServer = 50004000
    ErrInternalDatabase = 50004001
    ErrInternalController = 50004002
    ErrInternalLicense = 50004003
    ErrUnknown = 90004000

    @property
    def http_status(self) -> int:
        """Its first three digits, which are one but for the unknown error's."""
        digits = self // 100_000
        return digits if digits < 600 else 500


class State(IntEnum):
    """Of a job, and of a task."""

    PREPARING = 0
    RUNNING = 1
    SUCCESS = 2
    FAILED = 3
    INTERRUPTED = 4
    STOPPING = 5


# What this door calls our states (decision D2). A step that was left out has not
# been carried through, and has no result to fetch: interrupted, rather than success.
STATES: Final[dict[str, State]] = {
    Status.WAITING: State.PREPARING,
    Status.RUNNING: State.RUNNING,
    Status.STOPPING: State.STOPPING,
    Status.SUCCEEDED: State.SUCCESS,
    Status.FAILED: State.FAILED,
    Status.LOST: State.FAILED,
    Status.STOPPED: State.INTERRUPTED,
    Status.SKIPPED: State.INTERRUPTED,
}


def statuses_of(state: State) -> list[str]:
    """Our states of a run that this door calls by that number."""
    return [
        status
        for status, said in STATES.items()
        if said == state and status != Status.SKIPPED
    ]
