from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProcessKind(models.TextChoices):
    # Makes one HTTP call.
    JOB = "job", _("Job")
    # Runs several steps.
    WORKFLOW = "workflow", _("Workflow")


class Status(models.TextChoices):
    """States of a process run and of a step run (docs/run-states.md)."""

    # Nothing has begun; `waiting_for` says what it waits for.
    WAITING = "waiting", _("Waiting")
    # A step is under way, or the next one is about to be.
    RUNNING = "running", _("Running")
    # Somebody asked it to stop; what is under way ends first.
    STOPPING = "stopping", _("Stopping")
    # Every step ended well.
    SUCCEEDED = "succeeded", _("Succeeded")
    # A step ended badly, with all its attempts used up.
    FAILED = "failed", _("Failed")
    # Stopped by a person, a deadline or the overlap policy.
    STOPPED = "stopped", _("Stopped")
    # The worker died after the request may have left: we do not know.
    LOST = "lost", _("Lost")
    # A step that was not needed: its condition was false. Never a run.
    SKIPPED = "skipped", _("Skipped")


ACTIVE = frozenset({Status.RUNNING, Status.STOPPING})
OPEN = frozenset({Status.WAITING, *ACTIVE})
FINAL = frozenset(
    {Status.SUCCEEDED, Status.FAILED, Status.STOPPED, Status.LOST, Status.SKIPPED}
)


class WaitingFor(models.TextChoices):
    NOTHING = "", ""
    # A worker that looks at it.
    TURN = "turn", _("a worker")
    # The one robot that may run it.
    ROBOT = "robot", _("its robot")
    # A free call to the host, or the end of the run before it.
    SLOT = "slot", _("a free slot")
    # The time of the next attempt.
    RETRY = "retry", _("the next attempt")
    # A moment named in the plan.
    TIME = "time", _("its time")
    # Somebody outside who reports the result.
    ANSWER = "answer", _("an answer")
    # The run of another process.
    CHILD = "child", _("another run")


class StopKind(models.TextChoices):
    NONE = "", ""
    # Let the call end, begin no other.
    STOP = "stop", _("Stop")
    # Cut the call.
    ABORT = "abort", _("Abort")


class Origin(models.TextChoices):
    SCHEDULE = "schedule", _("Schedule")
    MANUAL = "manual", _("By hand")
    API = "api", _("API")
    WEBHOOK = "webhook", _("Webhook")
    PROCESS = "process", _("Another process")
    AGAIN = "again", _("Run again")
    # Some of its steps were taken over from the run it continues.
    CONTINUE = "continue", _("Continued")


class BodyEncoding(models.TextChoices):
    TEXT = "text", _("Text")
    BASE64 = "base64", _("Base64")
