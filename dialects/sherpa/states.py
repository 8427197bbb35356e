"""The states of jobs at this door, and which of them a client may ask for; pure."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Final

from runs.choices import Status, StopKind


class JobState(IntEnum):
    """By their published numbers; `Created` is never given out: a job that exists
    waits to be carried out."""

    Created = 0
    Pending = 1
    Aborting = 2
    Aborted = 3
    Success = 4
    Failed = 5
    Stopping = 6
    Stopped = 7
    In_Progress = 8


class Act(StrEnum):
    """What comes of a client's wish."""

    NOTHING = "nothing"
    # An outside robot carries it out.
    TAKE = "take"
    # The outside robot says how it ended.
    SUCCEED = "succeed"
    FAIL = "fail"
    # It ended because it was asked to.
    GIVE_UP = "give up"
    STOP = "stop"
    ABORT = "abort"


_STATES: Final = {
    Status.WAITING: JobState.Pending,
    Status.RUNNING: JobState.In_Progress,
    Status.SUCCEEDED: JobState.Success,
    Status.FAILED: JobState.Failed,
    Status.LOST: JobState.Failed,
}

# By present state and wish, for whoever asks.
_FOR_ALL: Final = {
    (JobState.Pending, JobState.In_Progress): Act.TAKE,
    (JobState.In_Progress, JobState.In_Progress): Act.NOTHING,
    (JobState.Pending, JobState.Stopping): Act.STOP,
    (JobState.In_Progress, JobState.Stopping): Act.STOP,
    (JobState.Stopping, JobState.Stopping): Act.NOTHING,
    (JobState.Pending, JobState.Aborting): Act.ABORT,
    (JobState.In_Progress, JobState.Aborting): Act.ABORT,
    (JobState.Stopping, JobState.Aborting): Act.ABORT,
    (JobState.Aborting, JobState.Aborting): Act.NOTHING,
    (JobState.Stopped, JobState.Stopped): Act.NOTHING,
    (JobState.Aborted, JobState.Aborted): Act.NOTHING,
}
# And for whoever carries it out: also after it was asked to stop, when its end may
# already have been on the way.
_FOR_ITS_ROBOT: Final = {
    (JobState.In_Progress, JobState.Success): Act.SUCCEED,
    (JobState.In_Progress, JobState.Failed): Act.FAIL,
    (JobState.Stopping, JobState.Success): Act.SUCCEED,
    (JobState.Stopping, JobState.Failed): Act.FAIL,
    (JobState.Stopping, JobState.Stopped): Act.GIVE_UP,
}


def of(status: str, stop_kind: str) -> JobState:
    """What this door calls a state of ours (decision D2)."""
    hard = stop_kind == StopKind.ABORT
    if status == Status.STOPPING:
        return JobState.Aborting if hard else JobState.Stopping
    if status == Status.STOPPED:
        return JobState.Aborted if hard else JobState.Stopped
    return _STATES[Status(status)]


def decide(state: JobState, wish: JobState, *, is_its_robot: bool) -> Act | None:
    """What comes of the wish; None if it cannot be."""
    act = _FOR_ALL.get((state, wish))
    if act is None and is_its_robot:
        act = _FOR_ITS_ROBOT.get((state, wish))
    return act


def needs_its_robot(state: JobState, wish: JobState) -> bool:
    """Whether only whoever carries the job out may wish for this."""
    return (state, wish) in _FOR_ITS_ROBOT
