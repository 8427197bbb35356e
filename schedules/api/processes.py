"""What jobs and workflows have in common in our API: they are scheduled and run."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, TypeVar

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import filters as narrowing
from accounts.api import identity
from accounts.api.fields import Flag, Instant, LongText, Text, Whole
from accounts.api.owned import Owned
from accounts.api.serializers import StrictSerializer
from accounts.api.viewsets import EditViewSet
from accounts.lookups import Beside, Rows
from runs.api import starts
from runs.api.robots import RobotReference
from runs.choices import ProcessKind
from runs.models import Process, ProcessRun
from schedules.models import Schedule

Started = TypeVar("Started", bound=Process)


def presented(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The living ones, with their schedules and last run: two queries, however many."""
    latest = ProcessRun.objects.filter(process=OuterRef("pk")).order_by("-id")
    run = latest.values(found=JSONObject(id="id", guid="guid", status="status"))[:1]
    living = Schedule.objects.living().order_by("id")
    schedules = Prefetch("schedules", living, to_attr="living_schedules")
    rows = rows.filter(archived_at=None).annotate(last_run=Subquery(run))
    return rows.select_related("robot").prefetch_related(schedules)


class ProcessSerializer(StrictSerializer[Started]):
    id = serializers.IntegerField(source="number", read_only=True)
    guid = serializers.UUIDField(read_only=True)
    name = Text(label=_("Name"), default="", allow_blank=True)
    description = LongText(label=_("Description"), default="", allow_blank=True, rows=2)
    enabled = Flag(
        label=_("Enabled"),
        default=True,
        initial=True,
        help_text=_("Switched off, it is started by nobody and by no schedule."),
    )
    unique = Flag(
        label=_("One at a time"),
        default=False,
        help_text=_("A start waits until the run before it is over."),
    )
    stop_after_s = Whole(
        label=_("Stop after (seconds)"),
        default=None,
        allow_null=True,
        help_text=_("A run that is not over by then is stopped. Empty: never."),
    )
    robot = RobotReference(
        label=_("Robot"),
        default=None,
        allow_null=True,
        help_text=_("The GUID of the one worker that may run it. Empty: any."),
    )
    schedules = serializers.SerializerMethodField()
    next_fire_at = serializers.SerializerMethodField()
    last_run = serializers.SerializerMethodField()
    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True)

    def get_schedules(self, process: Started) -> list[int]:
        return [schedule.pk for schedule in _schedules(process)]

    def get_next_fire_at(self, process: Started) -> Any:
        planned = [each.next_fire_at for each in _schedules(process)]
        first = min(filter(None, planned), default=None)
        return first and Instant().to_representation(first)

    def get_last_run(self, process: Started) -> dict[str, Any] | None:
        found = getattr(process, "last_run", None)
        # SQLite keeps a GUID as its 32 digits.
        return found and {**found, "guid": uuid.UUID(found["guid"])}


class ProcessViewSet(EditViewSet[Started]):
    number = "number"
    locks = ("self", "process_ptr")
    kind: ClassVar[ProcessKind]
    startable: ClassVar[Owned]
    # What `beside` has found; None without a key (see accounts.authentication).
    found_beside: Rows | None = None
    filters = {"enabled": narrowing.flag("enabled"), "name": narrowing.text("name")}
    orderings = {"name": "name"}

    def __init_subclass__(cls, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        cls.startable = starts.startable(cls.kind)

    def beside(self, column: str, key: Any) -> Beside | None:
        """A start asks for its process together with the key."""
        if self.action != "run":
            return None
        return self.startable.beside(column, key, self._named)

    @action(detail=True, methods=["post"], serializer_class=starts.StartSerializer)
    def run(self, request: Request, **_names: str) -> Response:
        """Start it. ?wait=30 answers when it is over, or after so many seconds."""
        rows = self.found_beside
        if rows is None:
            rows = self.startable.rows(self.access.account.pk, self._named)
        said = self.get_serializer(data=request.data)
        return starts.answer(request, starts.found(rows), said)

    @property
    def _named(self) -> dict[str, Any] | None:
        return identity.condition(self.kwargs["ident"], number="number")


def _schedules(process: Process) -> list[Schedule]:
    # One that was made just now was not read with them, and has none.
    return getattr(process, "living_schedules", [])
