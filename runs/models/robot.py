from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account

# Three heartbeats missed.
ABSENT_AFTER = dt.timedelta(seconds=30)


class Robot(models.Model):
    """A worker that can be asked for by id; without an account it serves all."""

    guid = models.UUIDField(_("GUID"), default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, verbose_name=_("account")
    )
    # The name the operator gave the worker; it keeps the GUID across restarts.
    name = models.CharField(_("name"), max_length=100, unique=True)
    host = models.CharField(_("host"), max_length=255, blank=True)
    version = models.CharField(_("version"), max_length=50, blank=True)
    started_at = models.DateTimeField(_("started"), null=True)
    last_seen_at = models.DateTimeField(_("last seen"), null=True)

    class Meta:
        verbose_name = _("robot")
        verbose_name_plural = _("robots")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def is_present(self, now: dt.datetime) -> bool:
        """Whether its worker has shown itself lately."""
        return self.last_seen_at is not None and now - self.last_seen_at < ABSENT_AFTER
