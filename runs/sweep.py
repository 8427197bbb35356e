"""What lies about: hints that were lost, and leases that ran out."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Iterator

from django.db import Error, transaction
from django.db.models import F

from runs import dispatch, plans, settling, sql, starting, stopping
from runs.choices import ACTIVE, Status, StopKind, WaitingFor
from runs.models import Attempt, ProcessRun, StepRun

logger = logging.getLogger(__name__)

BATCH = 500
# A worker that dies over a step three times was killed by it.
POISON = 3
DEADLINE = "The run was not over by its deadline."
WORKER_DIED = (
    "The worker died after the request may have been sent; its end is unknown."
)
POISONED = "Three workers died while they ran this step. It is not tried again."


def sweep(now: dt.datetime) -> int:
    """Bring on every run that nobody is looking at; returns how many there were.

    One query each over an index of open things only, whatever has run before.
    """
    if not sql.is_due(now, (ProcessRun, "wake_at"), (StepRun, "lease_until")):
        return 0
    overdue = _wake(now)
    dispatch.publish(_in_time(overdue, now=now))
    lost = list(
        StepRun.objects.filter(lease_until__lt=now).order_by("lease_until")[:BATCH]
    )
    free = []
    for step_run in lost:
        with _nobody_else_suffers(step_run.run_id, now=now):
            free += end_lease(step_run, now=now)
    dispatch.publish(free)
    return len(overdue) + len(lost)


def _wake(now: dt.datetime) -> list[int]:
    """The runs due to be looked at, each put off so that one sweep takes it once.

    While nobody works, the hints must not pile up: the pause grows with the run's
    age, up to a minute.
    """
    with transaction.atomic():
        due = ProcessRun.objects.filter(wake_at__lte=now).order_by("wake_at")
        runs = list(sql.locked(due, skip=True).only("id", "created_at")[:BATCH])
        sql.update_rows(
            ProcessRun,
            [{"id": run.pk, "wake_at": now + _pause(run, now)} for run in runs],
        )
    return [run.pk for run in runs]


def _in_time(run_ids: list[int], *, now: dt.datetime) -> list[int]:
    """Those of the runs whose deadline has not passed; the others are stopped."""
    late = ProcessRun.objects.filter(pk__in=run_ids, deadline_at__lte=now)
    for run in late:
        with _nobody_else_suffers(run.pk, now=now):
            stopping.stop(run, kind=StopKind.ABORT, why=DEADLINE, now=now)
    expired = {run.pk for run in late}
    return [run_id for run_id in run_ids if run_id not in expired]


def _pause(run: ProcessRun, now: dt.datetime) -> dt.timedelta:
    least, most = starting.HINT_LOST_AFTER, dt.timedelta(minutes=1)
    return min(max(now - run.created_at, least), most)


@contextlib.contextmanager
def _nobody_else_suffers(run_id: int, *, now: dt.datetime) -> Iterator[None]:
    """One run that cannot be read must not keep the clock from the others."""
    try:
        yield
    except Error:
        raise
    except Exception:
        logger.exception("Run %s cannot be brought on", run_id)
        dispatch.publish(settling.give_up(run_id, now=now))


def end_lease(step_run: StepRun, *, now: dt.datetime) -> list[int]:
    """Take a step from a worker that no longer answers.

    An idempotent step waits for another attempt; any other is lost, because the
    request may have been sent. Returns the runs to look at.
    """
    with transaction.atomic():
        run = sql.locked(ProcessRun.objects.filter(pk=step_run.run_id)).get()
        step = plans.of_version(run.version_id).step(step_run.key)
        ended = _verdict(step_run, idempotent=step.idempotent, now=now)
        changed = StepRun.objects.filter(
            pk=step_run.pk,
            lease_token=step_run.lease_token,
            lease_until__lt=now,
            status__in=ACTIVE,
        ).update(**ended, leases_lost=F("leases_lost") + 1)
        if not changed:
            # Its worker came to an end after all, or has renewed it.
            return []
        logger.warning("Run %s: the lease of step %s ran out", run.guid, step_run.key)
        Attempt.objects.filter(
            step_run=step_run, number=step_run.attempts_made, finished_at=None
        ).update(finished_at=now, reason="lost", error=WORKER_DIED)
        return settling.settle([run], now=now) or [run.pk]


def _verdict(
    step_run: StepRun, *, idempotent: bool, now: dt.datetime
) -> dict[str, object]:
    released = {"lease_token": None, "lease_until": None}
    if step_run.leases_lost + 1 >= POISON:
        return released | {
            "status": Status.FAILED,
            "error": POISONED,
            "finished_at": now,
        }
    if idempotent:
        return released | {
            "status": Status.WAITING,
            "waiting_for": WaitingFor.RETRY,
            "wake_at": now,
        }
    return released | {
        "status": Status.LOST,
        "error": WORKER_DIED,
        "finished_at": now,
    }
