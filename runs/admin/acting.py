"""The buttons on the page of a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from runs import actions
from runs.choices import ProcessKind, Status, StopKind
from runs.models import ProcessRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who presses a button on which run, and when."""

    run: ProcessRun
    by: str
    now: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    sentence: str
    # The run to look at now.
    run: ProcessRun


def may_continue(run: ProcessRun) -> bool:
    """Whether it ended before all its steps had ended well, and has several."""
    is_short = run.process.kind != ProcessKind.WORKFLOW
    return run.is_final and run.status != Status.SUCCEEDED and not is_short


def _stop(act: Act) -> Done:
    return _ended(act, StopKind.STOP, _("It begins nothing more, and ends."))


def _abort(act: Act) -> Done:
    return _ended(act, StopKind.ABORT, _("Its call is cut, and it ends."))


def _again(act: Act) -> Done:
    run = actions.again(act.run, now=act.now)
    return Done(
        sentence=_("It has been started once more; this is the new run."), run=run
    )


def _continue(act: Act) -> Done:
    return _continued(act, newest=False)


def _continue_newest(act: Act) -> Done:
    return _continued(act, newest=True)


def _continued(act: Act, *, newest: bool) -> Done:
    run = actions.continue_run(act.run, newest=newest, by=act.by, now=act.now)
    return Done(
        sentence=_("It goes on where it had stopped; this is the new run."), run=run
    )


def _ended(act: Act, kind: StopKind, sentence: str) -> Done:
    was_open = actions.stop(act.run, kind=kind, by=act.by, now=act.now)
    return Done(
        sentence=sentence if was_open else _("It had ended already."), run=act.run
    )


# By the name of its button. Each may raise StartRefusedError.
ACTS: Final[Mapping[str, Callable[[Act], Done]]] = MappingProxyType(
    {
        "stop": _stop,
        "abort": _abort,
        "again": _again,
        "continue": _continue,
        "continue-newest": _continue_newest,
    }
)
