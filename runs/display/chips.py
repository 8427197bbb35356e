"""States as chips: a word in a coloured shape, never the colour alone."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from runs.choices import Status, WaitingFor
from runs.models import ProcessRun, StepRun


def chip(kind: str, words: str) -> SafeString:
    """A chip of a CSS kind: a status, or `on`, `off`, `warning`."""
    return format_html('<span class="chip chip-{}">{}</span>', kind, words)


def of_status(status: str) -> SafeString:
    return chip(status, str(Status(status).label))


def of_run(run: ProcessRun | StepRun) -> SafeString:
    """The state and, while it waits for something, what for."""
    label = str(Status(run.status).label)
    if run.status == Status.WAITING and run.waiting_for:
        cause = WaitingFor(run.waiting_for).label
        label = _("Waiting for %(cause)s") % {"cause": cause}
    return chip(run.status, label)
