from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts.access import Access
from accounts.api import identity
from accounts.api.fields import Choice, Flag, Instant, JsonObject, Text
from accounts.api.serializers import StrictSerializer
from runs.models import Process
from schedules import actions, planning, timing, words
from schedules.choices import Gap, Kind, Repeat
from schedules.exceptions import NotationError
from schedules.models import Schedule

# What decides whether there is any firing at all.
TIMING = ("kind", "expression", "time_zone")
# Where a notation's refusal is shown; it speaks of its own fields, such as "minute".
PLACES = frozenset({"kind", "expression", "timezone"})


class ProcessReference(serializers.Field[Process, Any, int, Any]):
    """A living job or workflow of the caller's account, by its id or GUID."""

    default_error_messages = {
        "unknown": gettext_lazy("There is no job or workflow of this id or GUID.")
    }

    def to_internal_value(self, data: Any) -> Process:
        access: Access = self.context["request"].auth
        living = Process.objects.living().filter(account=access.account)
        named = identity.condition(str(data), number="number")
        found = None if named is None else living.filter(**named).first()
        if found is None:
            self.fail("unknown")
        return found

    def to_representation(self, value: Process) -> int:
        return value.number


class Expression(Text):
    """The text of a notation; an interval's seconds may be a number."""

    def to_internal_value(self, data: Any) -> str:
        is_number = isinstance(data, int) and not isinstance(data, bool)
        return super().to_internal_value(str(data) if is_number else data)


class ScheduleSerializer(StrictSerializer[Schedule]):
    id = serializers.IntegerField(read_only=True)
    guid = serializers.UUIDField(read_only=True)
    process = ProcessReference(
        label=gettext_lazy("Process"),
        help_text=gettext_lazy("The id or the GUID of a job or workflow."),
    )
    name = Text(
        label=gettext_lazy("Name"), default="", allow_blank=True, max_length=200
    )
    kind = Choice(Kind.choices, label=gettext_lazy("Kind"))
    expression = Expression(
        label=gettext_lazy("When"),
        help_text=gettext_lazy(
            "Of an interval the whole seconds, as in 60; of a cron five fields, as in "
            "30 8 * * 1-5."
        ),
    )
    timezone = Text(
        source="time_zone",
        required=False,
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("As in Europe/Berlin; the account's, if left out."),
    )
    starts_at = Instant(label=gettext_lazy("From"), default=None, allow_null=True)
    ends_at = Instant(
        label=gettext_lazy("Until"),
        default=None,
        allow_null=True,
        help_text=gettext_lazy("A firing at this instant still takes place."),
    )
    input = JsonObject(
        label=gettext_lazy("Input"),
        default=dict,
        initial=dict,
        help_text=gettext_lazy("An object that each run gets."),
    )
    enabled = Flag(label=gettext_lazy("Enabled"), default=True, initial=True)
    words = serializers.SerializerMethodField()
    next_fire_at = Instant(read_only=True)
    error = serializers.CharField(read_only=True)
    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True)

    def get_words(self, schedule: Schedule) -> str:
        """When it fires, as a person says it; "" where the text cannot be read."""
        try:
            return words.words(schedule.recurrence())
        except NotationError:
            return ""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not self.partial:
            attrs.setdefault("time_zone", self.access.account.time_zone)
        self._check_process(attrs)
        self._check_window(attrs)
        self._check_timing(attrs)
        return attrs

    def create(self, validated_data: dict[str, Any]) -> Schedule:
        process = validated_data.pop("process")
        return actions.create(process, validated_data, now=timezone.now())

    def update(self, instance: Schedule, validated_data: dict[str, Any]) -> Schedule:
        validated_data.pop("process", None)
        return actions.change(instance, validated_data, now=timezone.now())

    def _check_process(self, attrs: dict[str, Any]) -> None:
        given = attrs.get("process")
        if self.instance and given and given.pk != self.instance.process_id:
            raise serializers.ValidationError(
                {"process": _("A schedule stays with its process. Make a new one.")}
            )

    def _check_window(self, attrs: dict[str, Any]) -> None:
        start, end = self._value(attrs, "starts_at"), self._value(attrs, "ends_at")
        if start and end and end < start:
            raise serializers.ValidationError(
                {"ends_at": _("The end comes before the beginning.")}
            )

    def _check_timing(self, attrs: dict[str, Any]) -> None:
        """What cannot be read is refused, and what would never fire; unless it did."""
        try:
            recurrence = self._recurrence(attrs, now=timezone.now())
        except NotationError as refusal:
            place = refusal.field if refusal.field in PLACES else "expression"
            raise serializers.ValidationError({place: refusal.sentence}) from refusal
        if self._is_new(attrs):
            self._check_firing(recurrence, attrs, now=timezone.now())

    def _recurrence(
        self, attrs: dict[str, Any], *, now: dt.datetime
    ) -> timing.Recurrence:
        return timing.recurrence(
            kind=self._value(attrs, "kind"),
            expression=self._value(attrs, "expression"),
            zone=self._value(attrs, "time_zone"),
            anchor=now,
            gap=self.instance.gap if self.instance else Gap.AFTER,
            repeat=self.instance.repeat if self.instance else Repeat.FIRST,
        )

    def _check_firing(
        self, recurrence: timing.Recurrence, attrs: dict[str, Any], *, now: dt.datetime
    ) -> None:
        start, end = self._value(attrs, "starts_at"), self._value(attrs, "ends_at")
        window = planning.Window(starts_at=start, ends_at=end)
        if planning.next_at(recurrence, after=now, window=window) is not None:
            return
        if recurrence.next(now) is None:
            sentence = _("This would never fire: no instant of it is to come.")
            raise serializers.ValidationError({"expression": sentence})
        sentence = _(
            "This would never fire: nothing of it lies between from and until."
        )
        raise serializers.ValidationError({"ends_at" if end else "starts_at": sentence})

    def _is_new(self, attrs: dict[str, Any]) -> bool:
        return self.instance is None or any(
            self._value(attrs, name) != getattr(self.instance, name) for name in TIMING
        )

    def _value(self, attrs: dict[str, Any], name: str) -> Any:
        return attrs.get(name, getattr(self.instance, name, None))
