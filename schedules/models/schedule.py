from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask

from accounts.models.account import validate_time_zone
from runs.models import Process, Robot
from schedules.choices import Gap, Kind, Misfire, Overlap, Repeat
from schedules.planning import Window
from schedules.preview import Draft
from schedules.timing import Recurrence


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def living(self) -> ScheduleQuerySet:
        return self.filter(archived_at=None)


class Schedule(models.Model):
    """When a process starts, and with which input."""

    guid = models.UUIDField(_("GUID"), default=uuid.uuid4, unique=True, editable=False)
    process = models.ForeignKey(
        Process, models.PROTECT, related_name="schedules", verbose_name=_("process")
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    # Interval: whole seconds. Once: an ISO instant in UTC. Else the notation's text.
    expression = models.CharField(_("when"), max_length=200)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    gap = models.CharField(
        _("a time that the clocks leap over runs"),
        max_length=16,
        choices=Gap.choices,
        default=Gap.AFTER,
    )
    repeat = models.CharField(
        _("a time that comes twice runs"),
        max_length=16,
        choices=Repeat.choices,
        default=Repeat.FIRST,
    )
    # The instant from which an interval counts.
    anchor_at = models.DateTimeField(_("counted from"))
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    # Inclusive.
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    most_firings = models.PositiveIntegerField(
        _("number of firings"), null=True, blank=True
    )
    fired_count = models.PositiveBigIntegerField(default=0, editable=False)
    # A run that fails is begun anew, from its first step, at most so often.
    repeats = models.PositiveSmallIntegerField(_("repeats"), default=0, db_default=0)
    # In place of the process's own. No index: nobody looks for it.
    robot = models.ForeignKey(
        Robot,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("robot"),
    )
    misfire = models.CharField(
        _("late firings"),
        max_length=16,
        choices=Misfire.choices,
        default=Misfire.RUN_LATEST,
    )
    grace_s = models.PositiveIntegerField(_("grace time (seconds)"), default=60)
    overlap = models.CharField(
        _("overlap"), max_length=16, choices=Overlap.choices, default=Overlap.QUEUE_ONE
    )
    input = models.JSONField(_("input"), default=dict, blank=True)
    enabled = models.BooleanField(_("enabled"), default=True)
    # Null when it will not fire: disabled, paused without end, over, or never.
    next_fire_at = models.DateTimeField(_("next"), null=True, editable=False)
    # Every firing up to here is in the ledger; the next one comes after it, so a
    # clock that is set back fires nothing twice. It stands still during a pause.
    decided_until = models.DateTimeField(editable=False)
    paused_at = models.DateTimeField(_("paused"), null=True, editable=False)
    # Null while it is paused: until somebody resumes it.
    paused_until = models.DateTimeField(_("paused until"), null=True, editable=False)
    # Why the clock has disabled it.
    error = models.TextField(_("error"), blank=True, editable=False)
    # Its row in django-celery-beat's tables: a view for the ecosystem (D1).
    periodic_task = models.OneToOneField(
        PeriodicTask, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    archived_at = models.DateTimeField(_("deleted"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints = [
            models.CheckConstraint(
                condition=Q(enabled=True) | Q(next_fire_at=None),
                name="disabled_schedules_are_not_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_fire_at"],
                condition=Q(next_fire_at__isnull=False),
                name="schedule_due",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.process)

    @property
    def window(self) -> Window:
        return Window(starts_at=self.starts_at, ends_at=self.ends_at)

    @property
    def is_used_up(self) -> bool:
        """Whether it has fired as often as it may."""
        return self.most_firings is not None and self.fired_count >= self.most_firings

    @property
    def draft(self) -> Draft:
        """The values that say when."""
        return Draft(
            kind=self.kind,
            expression=self.expression,
            time_zone=self.time_zone,
            gap=self.gap,
            repeat=self.repeat,
            anchor_at=self.anchor_at,
            window=self.window,
        )

    def recurrence(self) -> Recurrence:
        """Its instants; raises NotationError if the text cannot be read."""
        return self.draft.recurrence()
