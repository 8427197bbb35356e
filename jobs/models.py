from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from runs import outgoing, retry
from runs.models import Process
from runs.plan import DEFAULT_TIMEOUT_S

LONGEST_TIMEOUT_S = 3_600


def default_failures() -> list[str]:
    return list(retry.DEFAULT_FAILURES)


class Job(Process):
    """A process that makes one HTTP call.

    Literal credentials are not here: they are secrets, and a header names them.
    """

    process_ptr = models.OneToOneField(
        Process, models.CASCADE, parent_link=True, primary_key=True
    )
    method = models.CharField(
        _("method"),
        max_length=8,
        default="POST",
        choices=[(method, method) for method in outgoing.METHODS],
    )
    url = models.CharField(_("URL"), max_length=outgoing.URL_LENGTH)
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    body = models.TextField(_("body"), blank=True)
    internal = models.BooleanField(_("internal"), default=False)
    timeout_s = models.FloatField(
        _("timeout (seconds)"),
        default=DEFAULT_TIMEOUT_S,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TIMEOUT_S)],
        help_text=_("The whole call ends within it, whatever the server does."),
    )

    attempts = models.PositiveSmallIntegerField(
        _("attempts"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(retry.MOST_ATTEMPTS)],
        help_text=_("How often the call is made at most, the first time included."),
    )
    backoff = models.CharField(
        _("pauses between attempts"),
        max_length=16,
        default=retry.FIXED,
        choices=[
            (retry.FIXED, _("always the same")),
            (retry.EXPONENTIAL, _("twice as long each time")),
        ],
    )
    retry_delay_s = models.FloatField(_("first pause (seconds)"), default=10.0)
    retry_on = models.JSONField(_("tried again after"), default=default_failures)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
