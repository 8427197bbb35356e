from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from runs import sealing
from runs.choices import ACTIVE, FINAL, Origin, Status, StopKind, WaitingFor
from runs.models.process import Process, ProcessVersion
from runs.models.robot import Robot

RUN_STATUSES = [choice for choice in Status.choices if choice[0] != Status.SKIPPED]


class ProcessRun(models.Model):
    """One execution of a process version, with the input fixed at its start."""

    guid = models.UUIDField(_("GUID"), default=uuid.uuid4, unique=True, editable=False)
    # No index of their own for foreign keys that stand first in another, or that
    # nobody looks up: every run pays for each.
    account = models.ForeignKey(
        Account, models.PROTECT, db_index=False, verbose_name=_("account")
    )
    process = models.ForeignKey(
        Process,
        models.PROTECT,
        db_index=False,
        related_name="runs",
        verbose_name=_("process"),
    )
    version = models.ForeignKey(
        ProcessVersion, models.PROTECT, db_index=False, related_name="+"
    )
    status = models.CharField(
        _("status"), max_length=16, choices=RUN_STATUSES, default=Status.WAITING
    )
    waiting_for = models.CharField(
        _("waiting for"), max_length=8, choices=WaitingFor.choices, blank=True
    )
    stop_kind = models.CharField(max_length=8, choices=StopKind.choices, blank=True)
    # Values of secret parameters are sealed (`runs.sealing`).
    input = models.JSONField(_("input"), default=dict)
    # Step key to the values that its start gave to the step's parameters.
    step_input = models.JSONField(
        _("input of steps"),
        default=dict,
        db_default=models.Value({}, models.JSONField()),
    )
    output = models.JSONField(_("output"), default=dict)
    error = models.TextField(_("error"), blank=True)

    origin = models.CharField(_("started by"), max_length=16, choices=Origin.choices)
    # The GUID of the schedule, run or other thing that started it.
    origin_guid = models.UUIDField(null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    # How many runs above it wait for it, each for the next.
    depth = models.PositiveSmallIntegerField(default=0, db_default=0)
    # How often it is begun anew if it fails, and the first run of such a row.
    repeats_left = models.PositiveSmallIntegerField(default=0, db_default=0)
    repeat_of = models.UUIDField(null=True)
    # The run whose steps were taken over.
    continued_from = models.UUIDField(null=True)

    # Said by a caller of an API: the same key again is the same run.
    idempotency_key = models.CharField(max_length=255, null=True)

    # At most one run of a lane is active; the others wait in order (D3).
    lane = models.UUIDField(null=True)
    robot = models.ForeignKey(
        Robot,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("robot"),
    )
    # When the sweep looks at it, if nobody has before; null while a step is under
    # lease (the lease is swept) and when the run has ended.
    wake_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(_("deadline"), null=True)

    created_at = models.DateTimeField(_("created"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=FINAL, finished_at__isnull=False)
                | (~Q(status__in=FINAL) & Q(finished_at__isnull=True)),
                name="final_runs_and_only_those_have_finished_at",
            ),
            models.UniqueConstraint(
                fields=["account", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="one_run_per_idempotency_key",
            ),
            models.UniqueConstraint(
                fields=["lane"],
                condition=Q(status__in=ACTIVE, lane__isnull=False),
                name="one_active_run_per_lane",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="run_newest"),
            models.Index(fields=["account", "status", "-id"], name="run_by_status"),
            models.Index(fields=["process", "-id"], name="run_by_process"),
            models.Index(
                fields=["origin_guid", "-id"],
                condition=Q(origin_guid__isnull=False),
                name="run_by_origin",
            ),
            models.Index(
                fields=["repeat_of", "-id"],
                condition=Q(repeat_of__isnull=False),
                name="run_by_repeat",
            ),
            models.Index(
                fields=["wake_at"],
                condition=Q(wake_at__isnull=False),
                name="run_to_wake",
            ),
            models.Index(
                fields=["lane", "id"],
                condition=Q(status=Status.WAITING, lane__isnull=False),
                name="run_in_lane",
            ),
        ]

    def __str__(self) -> str:
        return str(self.guid)

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    @property
    def shown_input(self) -> dict[str, Any]:
        """The input with a mask for each value that is sealed."""
        return sealing.shown(self.input)
