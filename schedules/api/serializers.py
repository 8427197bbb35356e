from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts.api.fields import Choice, Flag, Instant, JsonObject, Text, Whole
from accounts.api.serializers import StrictSerializer
from runs import sealing
from runs.api.robots import RobotReference
from schedules import actions, inputs, policies, words
from schedules.api import drafts
from schedules.api.references import ProcessReference
from schedules.choices import Gap, Kind, Misfire, Overlap, Repeat
from schedules.exceptions import NotationError
from schedules.models import Schedule

# A year.
LONGEST_GRACE_S = 31_536_000
# What the database's column holds.
MOST_FIRINGS = 2_147_483_647


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
    gap = Choice(
        Gap.choices,
        label=gettext_lazy("A time that the clocks leap over runs"),
        default=Gap.AFTER,
        initial=Gap.AFTER,
    )
    repeat = Choice(
        Repeat.choices,
        label=gettext_lazy("A time that comes twice runs"),
        default=Repeat.FIRST,
        initial=Repeat.FIRST,
    )
    starts_at = Instant(label=gettext_lazy("From"), default=None, allow_null=True)
    ends_at = Instant(
        label=gettext_lazy("Until"),
        default=None,
        allow_null=True,
        help_text=gettext_lazy("A firing at this instant still takes place."),
    )
    most_firings = Whole(
        least=1,
        most=MOST_FIRINGS,
        label=gettext_lazy("Number of firings"),
        default=None,
        allow_null=True,
        help_text=gettext_lazy("After so many it is over. Empty: without end."),
    )
    repeats = Whole(
        least=0,
        most=policies.MOST_REPEATS,
        label=gettext_lazy("Repeats"),
        default=0,
        initial=0,
        help_text=gettext_lazy(
            "A run that fails is repeated from its start, at most so many times."
        ),
    )
    misfire = Choice(
        Misfire.choices,
        label=gettext_lazy("Late firings"),
        default=Misfire.RUN_LATEST,
        initial=Misfire.RUN_LATEST,
    )
    grace_s = Whole(
        least=0,
        most=LONGEST_GRACE_S,
        label=gettext_lazy("Grace time (seconds)"),
        default=60,
        initial=60,
        help_text=gettext_lazy("A firing that is older than this is late."),
    )
    overlap = Choice(
        Overlap.choices,
        label=gettext_lazy("While a run of it is not over"),
        default=Overlap.QUEUE_ONE,
        initial=Overlap.QUEUE_ONE,
    )
    robot = RobotReference(
        label=gettext_lazy("Robot"),
        default=None,
        allow_null=True,
        help_text=gettext_lazy(
            "The GUID of a worker; empty: whichever the process asks for."
        ),
    )
    input = JsonObject(
        label=gettext_lazy("Input"),
        default=dict,
        initial=dict,
        help_text=gettext_lazy("An object that each run gets."),
    )
    enabled = Flag(label=gettext_lazy("Enabled"), default=True, initial=True)
    paused_at = Instant(read_only=True)
    paused_until = Instant(read_only=True)
    fired_count = serializers.IntegerField(read_only=True)
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
        self._check_policies(attrs)
        self._check_input(attrs)
        self._check_timing(attrs)
        return attrs

    def to_representation(self, instance: Schedule) -> Any:
        shown = super().to_representation(instance)
        return {**shown, "input": sealing.shown(instance.input)}

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

    def _check_input(self, attrs: dict[str, Any]) -> None:
        process = self._value(attrs, "process")
        saved = self.instance.input if self.instance else {}
        if "input" not in attrs or process is None:
            return
        if sentences := inputs.refusals(process, attrs["input"], saved):
            raise serializers.ValidationError({"input": sentences})

    def _check_policies(self, attrs: dict[str, Any]) -> None:
        """Not of a schedule that has been so: it may still be renamed."""
        given = {name: self._value(attrs, name) for name in ("misfire", "overlap")}
        sentence = policies.refusal(**given)
        if sentence and self._differs(attrs, *given):
            raise serializers.ValidationError({"misfire": sentence})

    def _check_timing(self, attrs: dict[str, Any]) -> None:
        """What cannot be read is refused, and what would never fire; unless it did."""
        now, saved = timezone.now(), self.instance
        draft = drafts.drafted(attrs, saved=saved, anchor=now.replace(microsecond=0))
        plan = drafts.read(draft)
        if saved is None or draft != saved.draft:
            drafts.check_firing(draft, plan, now=now)

    def _differs(self, attrs: dict[str, Any], *names: str) -> bool:
        return self.instance is None or any(
            self._value(attrs, name) != getattr(self.instance, name) for name in names
        )

    def _value(self, attrs: dict[str, Any], name: str) -> Any:
        return attrs.get(name, getattr(self.instance, name, None))
