"""Bringing a job to another state, as far as `states` allows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import lookups
from accounts.access import Access
from dialects.models import SherpaJob
from dialects.sherpa import ledger, states
from dialects.sherpa.authentication import SherpaAccess
from dialects.sherpa.errors import missing, refused
from dialects.sherpa.serializers import Update
from dialects.sherpa.states import Act, JobState
from runs import actions
from runs.choices import StopKind, WaitingFor
from runs.models import ProcessRun, Robot


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants what of which job."""

    access: Access
    # The caller's name for the ledger.
    by: str
    # The robot that calls, if one does.
    robot: Robot | None
    run: ProcessRun
    update: Update
    now: dt.datetime


def update(access: Access, wanted: Update, *, by: str, now: dt.datetime) -> None:
    """Do what is wanted; raises RefusedError if it cannot be, and changes nothing."""
    robot = _robot(access, wanted)
    run = _meant(access, wanted, robot)
    wish = Wish(access=access, by=by, robot=robot, run=run, update=wanted, now=now)
    if _DOINGS[_decided(wish)](wish):
        return
    # Somebody was faster: what they made of it may be what was wished for.
    run.refresh_from_db()
    if _decided(wish) != Act.NOTHING:
        raise refused("Status", _("The job must wait for its turn or its robot."))


def delete(run: ProcessRun, *, by: str, now: dt.datetime) -> None:
    """Stop it if it is under way, and show it at this door no more."""
    with transaction.atomic():
        actions.stop(run, kind=StopKind.STOP, by=by, now=now)
        SherpaJob.objects.update_or_create(run=run, defaults={"hidden_at": now})


def _robot(access: Access, wanted: Update) -> Robot | None:
    """The robot that calls, by its sign-in or by what it says."""
    signed_in = access.robot if isinstance(access, SherpaAccess) else None
    reference = str(signed_in or wanted.robot)
    return ledger.robot(access.account, reference) if reference else None


def _meant(access: Access, wanted: Update, robot: Robot | None) -> ProcessRun:
    if wanted.job:
        return ledger.run(access.account, wanted.job)
    found = ledger.active_run(access.account, robot) if robot else None
    if found is None:
        raise missing("Guid", _("This field is missing. Name the job."))
    return found


def _decided(wish: Wish) -> Act:
    state = states.of(wish.run.status, wish.run.stop_kind)
    wanted = wish.update.status
    act = states.decide(state, wanted, is_its_robot=_is_its_robot(wish))
    if act is not None:
        return act
    if states.needs_its_robot(state, wanted):
        raise refused("Status", _("Only whoever carries the job out may say this."))
    raise refused(
        "Status",
        _("A job in state %(state)s cannot be brought to state %(wish)s.")
        % {"state": _shown(state), "wish": _shown(wanted)},
    )


def _shown(state: JobState) -> str:
    return f"{state.value} ({state.name})"


def _is_its_robot(wish: Wish) -> bool:
    """Whether this key took the job, and no other robot is named."""
    run, robot = wish.run, wish.robot
    secret_hash = _secret_hash(wish)
    if run.waiting_for != WaitingFor.ANSWER or not secret_hash:
        return False
    if robot is not None and run.robot_id not in {None, robot.pk}:
        return False
    taken = SherpaJob.objects.filter(run=run, taken_by__secret_hash=secret_hash)
    return taken.exists()


def _secret_hash(wish: Wish) -> str:
    return wish.access.secret_hash if isinstance(wish.access, SherpaAccess) else ""


def _take(wish: Wish) -> bool:
    key = lookups.by_hash(_secret_hash(wish))
    if key is None:
        raise refused("Status", _("A job is carried out by somebody with a key."))
    with transaction.atomic():
        taken = actions.take(wish.run, by_robot=wish.robot, now=wish.now)
        if taken:
            by_it = {"taken_by_id": key.pk}
            SherpaJob.objects.update_or_create(run=wish.run, defaults=by_it)
    return taken


def _report(wish: Wish) -> bool:
    return actions.report(
        wish.run,
        succeeded=wish.update.status == JobState.Success,
        output=wish.update.output,
        error=wish.update.error,
        now=wish.now,
    )


def _end(wish: Wish) -> bool:
    hard = wish.update.status == JobState.Aborting
    kind = StopKind.ABORT if hard else StopKind.STOP
    return actions.stop(wish.run, kind=kind, by=wish.by, now=wish.now)


def _nothing(wish: Wish) -> bool:
    return True


_DOINGS: Mapping[Act, Callable[[Wish], bool]] = {
    Act.NOTHING: _nothing,
    Act.TAKE: _take,
    Act.SUCCEED: _report,
    Act.FAIL: _report,
    Act.GIVE_UP: _report,
    Act.STOP: _end,
    Act.ABORT: _end,
}
