"""What the page "API" tells of this door: states, types of jobs, methods; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dialects.sherpa.states import JobState

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    number: int
    name: str
    meaning: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class JobType:
    number: int
    name: str
    meaning: Text
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    name: str
    meaning: Text
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    key: str
    name: Text
    verbs: tuple[str, ...]
    endpoint: str
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    key: str
    name: Text
    methods: tuple[Method, ...]


_MEANINGS: Final = {
    JobState.Created: _("The job exists. Never given out here: it waits at once."),
    JobState.Pending: _("It waits for its time, its turn, or a robot to take it."),
    JobState.Aborting: _("A hard stop is under way: its call is being cut."),
    JobState.Aborted: _("It was stopped hard."),
    JobState.Success: _("It ended well."),
    JobState.Failed: _("It ended badly, or its worker was lost."),
    JobState.Stopping: _("A soft stop is under way: what was begun may end."),
    JobState.Stopped: _("It was stopped softly."),
    JobState.In_Progress: _("It is being carried out."),
}
STATES: Final = tuple(
    State(number=state.value, name=state.name, meaning=_MEANINGS[state])
    for state in JobState
)
TYPES: Final = (
    JobType(
        number=1,
        name="Orchestrated",
        meaning=_("The orchestrator carries it out: one of Steeple's workers does."),
        is_ours=False,
    ),
    JobType(
        number=2,
        name="Outside",
        meaning=_("A robot outside has taken it with state 8, and reports its end."),
        is_ours=True,
    ),
)

_REFERENCE: Final = _("GUID, id or name.")
_GUID: Final = Parameter(name="guid", meaning=_("Its GUID or id."), is_required=True)
_PROCESS_OR_VERSION: Final = (
    Parameter(
        name="Process",
        meaning=_("The process to start: GUID, id or name."),
        is_required=True,
    ),
    Parameter(
        name="ProcessVersion",
        meaning=_("In place of Process: this version of it. GUID, id or name."),
    ),
)

JOB: Final = Tab(
    key="job",
    name=_("Job"),
    methods=(
        Method(
            key="create",
            name=_("Create a job"),
            verbs=("POST",),
            endpoint="/api/job/create",
            parameters=(
                *_PROCESS_OR_VERSION,
                Parameter(
                    name="Guid",
                    meaning=_(
                        "A GUID for the new job; given again, it is the same job. "
                        "Alone, it may be that of the process or version to start."
                    ),
                ),
                Parameter(name="Robot", meaning=_REFERENCE),
                Parameter(
                    name="StopAfter",
                    meaning=_("When it is stopped, as in 2026-01-31 09:00:00."),
                ),
                Parameter(
                    name="Priority",
                    meaning=_("1 low, 2 normal, 3 high. Kept, not weighed."),
                ),
                Parameter(name="Parameters", meaning=_("The input, as an object.")),
            ),
        ),
        Method(
            key="read",
            name=_("Read a job by GUID"),
            verbs=("GET",),
            endpoint="/api/job/read/{guid}",
            parameters=(_GUID,),
        ),
        Method(
            key="update",
            name=_("Update a job"),
            verbs=("POST", "PUT"),
            endpoint="/api/job/update",
            parameters=(
                Parameter(
                    name="Guid",
                    meaning=_("A robot with one active job may leave it out."),
                    is_required=True,
                ),
                Parameter(
                    name="Status",
                    meaning=_("The number of the new state."),
                    is_required=True,
                ),
                Parameter(name="Robot", meaning=_("The robot that calls.")),
                Parameter(
                    name="Output", meaning=_("With state 4: the outputs, an object.")
                ),
                Parameter(name="Error", meaning=_("With state 5: what went wrong.")),
            ),
        ),
        Method(
            key="delete",
            name=_("Delete a job by GUID"),
            verbs=("DELETE",),
            endpoint="/api/job/delete/{guid}",
            parameters=(_GUID,),
        ),
    ),
)
PROCESS: Final = Tab(
    key="process",
    name=_("Process"),
    methods=(
        Method(
            key="read_process",
            name=_("Read a process by GUID"),
            verbs=("GET",),
            endpoint="/api/process/read/{guid}",
            parameters=(_GUID,),
        ),
    ),
)
VERSION: Final = Tab(
    key="version",
    name=_("Process version"),
    methods=(
        Method(
            key="read_version",
            name=_("Read a process version by GUID"),
            verbs=("GET",),
            endpoint="/api/processVersion/read/{guid}",
            parameters=(_GUID,),
        ),
    ),
)
TABS: Final = (JOB, PROCESS, VERSION)


def tab(key: str) -> Tab:
    """The tab of that key; the first one for any other."""
    return next((each for each in TABS if each.key == key), JOB)
