from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from schedules.models.schedule import Schedule


class OccurrenceChange(models.Model):
    """One future firing, skipped or moved by somebody who said why."""

    schedule = models.ForeignKey(
        Schedule, models.CASCADE, related_name="changes", verbose_name=_("schedule")
    )
    due_at = models.DateTimeField(_("due"))
    # Null: it is skipped.
    moved_to = models.DateTimeField(_("moved to"), null=True)
    by = models.CharField(_("by"), max_length=150)
    why = models.CharField(_("why"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # When the clock acted on it.
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("changed occurrence")
        verbose_name_plural = _("changed occurrences")
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "due_at"], name="each_firing_is_changed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.due_at:%Y-%m-%d %H:%M:%S}"
