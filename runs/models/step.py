from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from runs.choices import FINAL, BodyEncoding, Status, StopKind, WaitingFor
from runs.models.robot import Robot
from runs.models.run import ProcessRun


class StepRun(models.Model):
    """One execution of a step. Its GUID is the Idempotency-Key of all its attempts."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(
        ProcessRun, models.CASCADE, db_index=False, related_name="step_runs"
    )
    key = models.CharField(_("step"), max_length=100)
    status = models.CharField(_("status"), max_length=16, choices=Status.choices)
    waiting_for = models.CharField(
        _("waiting for"), max_length=8, choices=WaitingFor.choices, blank=True
    )
    stop_kind = models.CharField(max_length=8, choices=StopKind.choices, blank=True)
    # Its parameters as it began with them, secrets masked.
    input = models.JSONField(
        _("input"), default=dict, db_default=models.Value({}, models.JSONField())
    )
    output = models.JSONField(_("output"), default=dict)
    error = models.TextField(_("error"), blank=True)
    # It was carried out by the run that this one continues.
    taken_over = models.BooleanField(_("taken over"), default=False, db_default=False)
    attempts_made = models.PositiveIntegerField(_("attempts"), default=0)
    # Leases that ran out under it; at three it is taken for poison and fails.
    leases_lost = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("created"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("step run")
        verbose_name_plural = _("step runs")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "key"], name="one_step_run_per_step"
            ),
            models.CheckConstraint(
                condition=Q(status__in=FINAL, finished_at__isnull=False)
                | (~Q(status__in=FINAL) & Q(finished_at__isnull=True)),
                name="final_steps_and_only_those_have_finished_at",
            ),
            models.CheckConstraint(
                condition=Q(lease_token__isnull=True)
                | Q(status__in=[Status.RUNNING, Status.STOPPING]),
                name="only_steps_under_way_hold_a_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lease_until"],
                condition=Q(lease_until__isnull=False),
                name="step_lease",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Attempt(models.Model):
    """One try at a step and the exchange that took place, secrets masked.

    Written before the call is made, so that a worker that dies leaves a trace.
    """

    step_run = models.ForeignKey(
        StepRun, models.CASCADE, db_index=False, related_name="attempts"
    )
    number = models.PositiveIntegerField(_("attempt"))
    lease_token = models.UUIDField()
    robot = models.ForeignKey(
        Robot,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("robot"),
    )
    # The Celery task that carried it.
    task_id = models.CharField(_("Celery task"), max_length=64, blank=True)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    # {"method", "url", "headers": [[name, value]], "body"}
    request = models.JSONField(_("request"), default=dict)
    response_status = models.PositiveSmallIntegerField(_("status"), null=True)
    response_headers = models.JSONField(_("headers"), default=list)
    response_body = models.TextField(_("body"), blank=True)
    response_encoding = models.CharField(
        max_length=8, choices=BodyEncoding.choices, default=BodyEncoding.TEXT
    )
    response_truncated = models.BooleanField(default=False)
    duration_ms = models.PositiveIntegerField(_("duration"), null=True)
    # Why it failed: a code of calls.Outcome, and a sentence.
    reason = models.CharField(max_length=16, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["step_run", "number"], name="attempts_count_up"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step_run} #{self.number}"
