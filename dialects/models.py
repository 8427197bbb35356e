"""What the doors must remember beyond what the floors below know."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiKey
from runs.models import ProcessRun


class SherpaJob(models.Model):
    """What a client of Sherpa said of a run; few runs have one."""

    run = models.OneToOneField(ProcessRun, models.CASCADE, related_name="+")
    # 1 low, 2 normal, 3 high, as its documents have it.
    priority = models.PositiveSmallIntegerField(_("priority"), default=1)
    # Deleted at this door alone: the ledger keeps the run.
    hidden_at = models.DateTimeField(_("deleted"), null=True)
    # The key of the outside robot that carries it out; only it reports the end.
    taken_by = models.ForeignKey(
        ApiKey, models.SET_NULL, null=True, related_name="+", verbose_name=_("robot")
    )

    class Meta:
        verbose_name = _("Sherpa job")
        verbose_name_plural = _("Sherpa jobs")

    def __str__(self) -> str:
        return str(self.run_id)
