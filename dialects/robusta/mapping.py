"""Our states and reasons in the words of this door; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from runs.choices import ACTIVE, FINAL, Status, WaitingFor

WAITING, RUNNING, SUCCEEDED, FAILED = "WAITING", "RUNNING", "SUCCEEDED", "FAILED"
STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        Status.WAITING: WAITING,
        Status.RUNNING: RUNNING,
        Status.STOPPING: RUNNING,
        Status.SUCCEEDED: SUCCEEDED,
        Status.FAILED: FAILED,
        Status.LOST: FAILED,
        Status.STOPPED: FAILED,
    }
)
# As published, whatever language the caller speaks.
SAVED: Final = "Process saved"
ENDED: Final = "Your transaction has ended."
PREFIX: Final = "__out_"
# Only these wait until an instant that means something to people.
_TIMED: Final = frozenset({WaitingFor.RETRY, WaitingFor.TIME})


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is told of a run."""

    status: str
    waiting_for: str = ""
    wake_at: dt.datetime | None = None
    error: str = ""
    output: Mapping[str, Any] = field(default_factory=dict)
    # Where it is the robot that is waited for.
    robot: str = ""
    robot_is_there: bool = True
    # Another run of its lane is not over.
    is_behind: bool = False
    stage: str = ""

    @property
    def is_final(self) -> bool:
        return self.status in FINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is told of a plan."""

    next_at: dt.datetime | None
    is_paused: bool = False
    # Why it was disabled, if it was.
    error: str = ""


def started(spid: Any) -> dict[str, str]:
    return {"robustaSpid": str(spid), "message": SAVED}


def of_run(run: Run, zone: ZoneInfo) -> dict[str, Any]:
    """The status of a run; its outputs once it has succeeded."""
    told = {"status": STATES[run.status], "message": _message(run, zone)}
    if run.status != Status.SUCCEEDED:
        return told
    # PostgreSQL keeps no order of names, and both databases answer alike.
    outputs = sorted(run.output.items())
    return told | {f"{PREFIX}{name}": value for name, value in outputs}


def of_plan(plan: Plan, latest: Run | None, zone: ZoneInfo) -> dict[str, Any]:
    """The status of a plan: of its current run, else of what is to come, else of its
    latest run."""
    goes_on = plan.next_at is not None or plan.is_paused
    if latest is not None and not (latest.is_final and goes_on):
        return of_run(latest, zone)
    sentences = [_of_plan(plan, zone)]
    if latest is not None:
        sentences.append(_of_last(latest))
    return {"status": WAITING, "message": " ".join(sentences)}


def stage(steps: Sequence[tuple[str, str]], states: Mapping[str, str]) -> str:
    """`Step 2 of 3: …`: the first step under way, else the first that is not over.

    `steps` are keys with labels in the plan's order, `states` those that have begun.
    """
    if not steps:
        return ""
    under_way = [key for key, _label in steps if states.get(key) in ACTIVE]
    ahead = [key for key, _label in steps if states.get(key) not in FINAL]
    keys = [key for key, _label in steps]
    number = keys.index((under_way or ahead or keys[-1:])[0])
    return _("Step %(number)d of %(count)d: %(label)s") % {
        "number": number + 1,
        "count": len(steps),
        "label": steps[number][1],
    }


def _message(run: Run, zone: ZoneInfo) -> str:
    if run.status == Status.SUCCEEDED:
        return ENDED
    if run.is_final:
        return run.error or _("It ended without success.")
    why = _why(run, zone)
    if run.status == Status.WAITING:
        return why or _("It waits for a worker.")
    if run.status == Status.STOPPING:
        why = _("It is being stopped.")
    said = run.stage or _("It is under way.")
    return f"{said} – {why}" if why else said


def _why(run: Run, zone: ZoneInfo) -> str:
    """What it waits for; "" if for nothing."""
    if run.waiting_for == WaitingFor.ROBOT and not run.robot_is_there:
        sentence = _("It waits for the worker “%(name)s”, which is not there.")
        return sentence % {"name": run.robot}
    if run.is_behind:
        return _("It waits until the run before it is over.")
    if run.waiting_for == WaitingFor.ROBOT:
        return _("It waits for the worker “%(name)s”.") % {"name": run.robot}
    if not run.waiting_for:
        return ""
    values = {"what": WaitingFor(run.waiting_for).label}
    if run.wake_at is None or run.waiting_for not in _TIMED:
        return _("It waits for %(what)s.") % values
    values["time"] = moment(run.wake_at, zone)
    return _("It waits for %(what)s, until %(time)s.") % values


def _of_plan(plan: Plan, zone: ZoneInfo) -> str:
    if plan.error:
        return _("Its plan was switched off: %(why)s") % {"why": plan.error}
    if plan.next_at is not None:
        sentence = _("It waits for its time, until %(time)s (%(zone)s).")
        return sentence % {"time": moment(plan.next_at, zone), "zone": zone.key}
    if plan.is_paused:
        return _("Its plan is paused.")
    return _("Nothing of its plan is to come: it will not run.")


def _of_last(run: Run) -> str:
    if run.status == Status.SUCCEEDED:
        return _("The last run succeeded.")
    return _("The last run failed: %(why)s") % {"why": run.error}


def moment(at: dt.datetime, zone: ZoneInfo) -> str:
    """As this door writes dates: 2020-11-16 16:56:00, in the account's zone."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
