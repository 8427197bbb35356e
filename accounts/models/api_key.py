from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models.account import Account


class ApiKey(models.Model):
    """A credential of an account; its secret is shown once and kept as a keyed hash."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="api_keys", verbose_name=_("account")
    )
    guid = models.UUIDField(
        _("key id"), default=uuid.uuid4, unique=True, editable=False
    )
    # Unique, as some doors are told the secret alone.
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100, blank=True)
    role = models.CharField(
        _("role"), max_length=16, choices=Role.choices, default=Role.OPERATOR
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name or str(self.guid)

    def is_valid(self, now: dt.datetime) -> bool:
        return self.revoked_at is None and (
            self.expires_at is None or now < self.expires_at
        )
