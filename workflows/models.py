from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from runs.models import Process

# What a release that does not know the columns yet writes.
_NONE = models.Value([], models.JSONField())
_NO_NAMES = models.Value({}, models.JSONField())


def draw_token() -> str:
    """The part of a webhook's address that nobody can guess."""
    return secrets.token_urlsafe(24)


class Workflow(Process):
    """A process that runs several steps.

    The columns hold its definition as it is now, `definition.read` takes them; what
    earlier versions said is kept with them.
    """

    process_ptr = models.OneToOneField(
        Process, models.CASCADE, parent_link=True, primary_key=True
    )
    stop_on_error = models.BooleanField(
        _("stop on error"),
        default=True,
        db_default=True,
        help_text=_("After a step that failed no other one begins."),
    )
    webhook = models.BooleanField(
        _("webhook"),
        default=False,
        db_default=False,
        help_text=_("Whoever knows its secret address may start it."),
    )
    # Drawn when it is first opened to webhooks; kept, so that its address stays.
    webhook_token = models.CharField(
        max_length=64, null=True, unique=True, editable=False
    )
    parameters = models.JSONField(
        _("parameters"), default=list, db_default=_NONE, blank=True
    )
    outputs = models.JSONField(
        _("outputs"), default=dict, db_default=_NO_NAMES, blank=True
    )
    steps = models.JSONField(_("steps"), default=list, db_default=_NONE, blank=True)

    class Meta:
        verbose_name = _("workflow")
        verbose_name_plural = _("workflows")
