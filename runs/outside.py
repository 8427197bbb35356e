"""Runs that somebody outside carries out: taken, and reported when they are over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from runs import dispatch, exchange, lanes, settling, sql
from runs.choices import ACTIVE, Status, WaitingFor
from runs.models import ProcessRun, Robot


def take(run: ProcessRun, *, by_robot: Robot | None, now: dt.datetime) -> bool:
    """See `actions.take`."""
    try:
        with transaction.atomic():
            return _take(run.pk, by_robot=by_robot, now=now)
    except IntegrityError:
        # Another run of its lane was taken up in between.
        return False


def report(
    run: ProcessRun,
    *,
    succeeded: bool,
    output: Mapping[str, Any],
    error: str,
    now: dt.datetime,
) -> bool:
    """See `actions.report`."""
    with transaction.atomic():
        locked: ProcessRun = sql.locked(ProcessRun.objects.filter(pk=run.pk)).get()
        if locked.status not in ACTIVE or locked.waiting_for != WaitingFor.ANSWER:
            return False
        row = {
            "id": locked.pk,
            "status": _end(locked, succeeded=succeeded),
            "started_at": locked.started_at,
            "output": exchange.storable(dict(output)),
            # A stopped run knows already why it was stopped.
            "error": locked.error or exchange.storable(error),
        }
        dispatch.look_at(settling.finish([locked], [row], now=now))
    return True


def _take(run_id: int, *, by_robot: Robot | None, now: dt.datetime) -> bool:
    waiting = ProcessRun.objects.filter(pk=run_id, status=Status.WAITING)
    robot_id = by_robot.pk if by_robot else None
    free = [
        run
        for run in sql.locked(waiting, skip=True)
        if run.robot_id in {None, robot_id}
    ]
    if not lanes.first_in_theirs(free):
        return False
    [run] = free
    taken = {"robot_id": robot_id} if robot_id else {}
    ProcessRun.objects.filter(pk=run_id).update(
        status=Status.RUNNING,
        waiting_for=WaitingFor.ANSWER,
        wake_at=run.deadline_at,
        started_at=now,
        **taken,
    )
    return True


def _end(run: ProcessRun, *, succeeded: bool) -> Status:
    if run.stop_kind:
        return Status.STOPPED
    return Status.SUCCEEDED if succeeded else Status.FAILED
