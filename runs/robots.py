"""This worker as a robot: registered under its configured name, with a heartbeat."""

from __future__ import annotations

import datetime as dt
import functools
import socket

import celery
from django.conf import settings
from django.utils import timezone

from runs.models import Robot

HEARTBEAT_EVERY = dt.timedelta(seconds=10)


@functools.cache
def own_id() -> int:
    """The row of this process's worker, made on its first start under this name.

    The name keeps the GUID: a run that asks for this robot finds it again after
    a restart.
    """
    robot, _new = Robot.objects.update_or_create(
        name=settings.ROBOT_NAME or socket.gethostname(),
        defaults={
            "host": socket.gethostname(),
            "version": celery.__version__,
            "started_at": timezone.now(),
            "last_seen_at": timezone.now(),
        },
    )
    return robot.pk


def beat(*, now: dt.datetime) -> None:
    """Say that this worker is alive."""
    Robot.objects.filter(pk=own_id()).update(last_seen_at=now)
