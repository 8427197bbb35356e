"""This worker as a robot: registered under its configured name."""

from __future__ import annotations

import functools
import socket

import celery
from django.conf import settings
from django.utils import timezone

from runs.models import Robot


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
