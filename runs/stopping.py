"""Ending runs before their end."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from runs import dispatch, settling, sql
from runs.choices import ACTIVE, FINAL, Status, StopKind
from runs.models import ProcessRun


def stop(run: ProcessRun, *, kind: StopKind, why: str, now: dt.datetime) -> bool:
    """Begin nothing more; `abort` also cuts the call that is under way.

    What has not begun ends at once; else the run is `stopping` until its call has
    ended, which the worker's keeper sees to within a second. Returns False if the
    run had ended already. An abort is not softened by a later stop.
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
        dispatch.look_at(settling.settle([locked], now=now))
    return True


_HARDNESS = {StopKind.NONE: 0, StopKind.STOP: 1, StopKind.ABORT: 2}
