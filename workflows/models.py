from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from runs.models import Process


class Workflow(Process):
    """A process that runs several steps; so far it has none and ends at once."""

    process_ptr = models.OneToOneField(
        Process, models.CASCADE, parent_link=True, primary_key=True
    )

    class Meta:
        verbose_name = _("workflow")
        verbose_name_plural = _("workflows")
