from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account


class Blackout(models.Model):
    """A period in which no schedule of the account starts anything."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="blackouts", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=200)
    starts_at = models.DateTimeField(_("from"))
    # Exclusive: what is due at this instant starts.
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("blackout period")
        verbose_name_plural = _("blackout periods")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="blackouts_end_after_they_start",
                violation_error_message=_("A period ends after it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.name
