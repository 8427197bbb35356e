"""Ending runs before their end."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from runs import dispatch, settling, sql
from runs.choices import ACTIVE, FINAL, OPEN, Origin, Status, StopKind
from runs.models import ProcessRun, StepRun


def stop(run: ProcessRun, *, kind: StopKind, why: str, now: dt.datetime) -> bool:
    """Begin nothing more; `abort` also cuts the calls that are under way.

    What has not begun ends at once; else the run is `stopping` until its calls have
    ended, which the worker's keeper sees to within a second, and so are the runs it
    waits for. Returns False if the run had ended already. An abort is not softened
    by a later stop.
    """
    with transaction.atomic():
        locked = sql.locked(ProcessRun.objects.filter(pk=run.pk)).get()
        if locked.status in FINAL:
            return False
        locked.stop_kind = max(locked.stop_kind, kind, key=_HARDNESS.__getitem__)
        locked.error = locked.error or why
        if locked.status in ACTIVE:
            locked.status = Status.STOPPING
        locked.save(update_fields=["stop_kind", "error", "status"])
        # From the top down, as everybody locks them: a run is younger than the one
        # that waits for it.
        for child in _children(locked):
            stop(child, kind=kind, why=_("The run that waits for it ends."), now=now)
        dispatch.look_at(settling.settle([locked], now=now))
    return True


def _children(run: ProcessRun) -> list[ProcessRun]:
    waiting = StepRun.objects.filter(run=run, status=Status.WAITING).values("guid")
    return list(
        ProcessRun.objects.filter(
            origin=Origin.PROCESS, origin_guid__in=waiting, status__in=OPEN
        ).order_by("pk")
    )


_HARDNESS = {StopKind.NONE: 0, StopKind.STOP: 1, StopKind.ABORT: 2}
