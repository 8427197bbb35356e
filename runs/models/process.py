from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from runs import names
from runs.choices import ProcessKind
from runs.models.robot import Robot

# Ten digits that fit an unsigned 32-bit integer, as clients of Nebula expect (D7).
SMALLEST_NUMBER, LARGEST_NUMBER = 1_000_000_000, 4_294_967_295


def draw_number() -> int:
    return secrets.randbelow(LARGEST_NUMBER - SMALLEST_NUMBER + 1) + SMALLEST_NUMBER


class ProcessQuerySet(models.QuerySet["Process"]):
    def living(self) -> ProcessQuerySet:
        return self.filter(archived_at=None)


class Process(models.Model):
    """What can be started by name: the base of jobs and workflows (D7).

    It says whether, where and how many at once; what is executed is in the plan
    of its current version.
    """

    id = models.BigAutoField(primary_key=True)
    guid = models.UUIDField(_("GUID"), default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveBigIntegerField(
        _("number"), default=draw_number, unique=True, editable=False
    )
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="processes", verbose_name=_("account")
    )
    kind = models.CharField(
        _("kind"), max_length=16, choices=ProcessKind.choices, editable=False
    )
    name = models.CharField(_("name"), max_length=names.LONGEST, blank=True)
    description = models.TextField(_("description"), blank=True)
    enabled = models.BooleanField(
        _("enabled"),
        default=True,
        help_text=_("Switched off, it is started by nobody and by no schedule."),
    )
    # One run at a time; further starts queue.
    unique = models.BooleanField(_("one at a time"), default=False)
    # From the start of a run to its end, all attempts and waits included.
    stop_after_s = models.PositiveIntegerField(
        _("stop after (seconds)"),
        null=True,
        blank=True,
        help_text=_("A run that is not over by then is stopped. Empty: never."),
    )
    robot = models.ForeignKey(
        Robot, models.PROTECT, null=True, blank=True, verbose_name=_("robot")
    )
    current_version = models.ForeignKey(
        "runs.ProcessVersion",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    archived_at = models.DateTimeField(_("deleted"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ProcessQuerySet.as_manager()

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "name"],
                condition=Q(kind=ProcessKind.WORKFLOW, archived_at=None),
                name="workflow_names_are_unique_per_account",
                violation_error_message=_(
                    "There is a workflow of this name already. Choose another name."
                ),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=SMALLEST_NUMBER, number__lte=LARGEST_NUMBER),
                name="process_numbers_have_ten_digits",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "kind", "name"], name="process_by_name"),
            models.Index(fields=["account", "kind", "-id"], name="process_newest"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lane(self) -> uuid.UUID | None:
        """The lane of all its runs (D3); None where each schedule has its own."""
        return self.guid if self.unique else None


class ProcessVersion(models.Model):
    """The compiled plan of a process, and the definition it was compiled from.

    Immutable: a run shows for ever exactly what it executed, and workers may keep
    a plan by its version's id.
    """

    process = models.ForeignKey(Process, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField(_("definition"))
    plan = models.JSONField(_("plan"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.CharField(_("by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(
                fields=["process", "number"], name="version_numbers_count_up"
            )
        ]

    def __str__(self) -> str:
        return f"{self.process} v{self.number}"
