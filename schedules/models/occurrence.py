from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from runs.models import ProcessRun
from schedules.choices import Outcome, Reason
from schedules.models.schedule import Schedule


class Occurrence(models.Model):
    """One planned firing of a schedule and what became of it (D8).

    With `until_at` it is the summary of a span: `count` firings from `due_at` to
    `until_at`. Without, `count` firings fell on the one instant.
    """

    schedule = models.ForeignKey(
        Schedule,
        models.CASCADE,
        db_index=False,
        related_name="occurrences",
        verbose_name=_("schedule"),
    )
    due_at = models.DateTimeField(_("due"))
    # As planned, in the schedule's zone, without one.
    planned_local = models.CharField(_("local time"), max_length=32)
    fired_at = models.DateTimeField(_("decided"))
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices)
    reason = models.CharField(
        _("reason"), max_length=16, choices=Reason.choices, blank=True
    )
    until_at = models.DateTimeField(_("until"), null=True)
    count = models.PositiveBigIntegerField(_("count"), default=1)
    # No reverse name: the floor below does not know about schedules.
    run = models.ForeignKey(
        ProcessRun, models.PROTECT, null=True, related_name="+", verbose_name=_("run")
    )

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "due_at"], name="each_firing_is_accounted_for_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.due_at:%Y-%m-%d %H:%M:%S}"
