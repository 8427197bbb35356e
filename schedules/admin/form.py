"""A schedule as a form."""

from __future__ import annotations

import datetime as dt
import decimal
import json
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.api import strict_json
from runs import sealing
from schedules import inputs, policies, timing
from schedules.choices import Kind
from schedules.exceptions import NotationError
from schedules.models import Schedule
from schedules.notations.rule import FIRST_YEAR, LAST_YEAR
from schedules.timing import zones

MOST_NUMBER = 2**31 - 1
SECOND, MINUTE, HOUR, DAY = "1", "60", "3600", "86400"
# What of a schedule is typed as it is kept.
PLAIN_FIELDS = (
    *("name", "kind", "time_zone", "starts_at", "ends_at", "enabled", "overlap"),
    *("misfire", "grace_s", "most_firings", "repeats", "gap", "repeat"),
)
# Names by which a NotationError speaks of our fields.
_FIELDS = {"timezone": "time_zone", "kind": "kind", "gap": "gap", "repeat": "repeat"}

# A line per notation; the page's script shows the one that is chosen.
_HINTS = format_lazy(
    '<span data-kind="cron">{}</span> <span data-kind="quartz">{}</span> '
    '<span data-kind="fields">{}</span> <span data-kind="once">{}</span>',
    gettext_lazy(
        "Minute, hour, day, month, weekday, as in 30 8 * * 1-5 (0 and 7 = Sunday)."
    ),
    gettext_lazy(
        "Second, minute, hour, day, month, weekday, as in 0 30 8 ? * MON-FRI (1 = "
        "Sunday)."
    ),
    gettext_lazy(
        "Names and values, as in day_of_week=0 hour=8 minute=30 (0 = Monday)."
    ),
    gettext_lazy("A date and a time in the time zone below, as in 2027-03-01 08:30."),
)


class MomentInput(forms.DateTimeInput):
    """The browser's own field for date and time, to the second."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__({"step": "1"}, format="%Y-%m-%dT%H:%M:%S")


class MomentField(forms.DateTimeField):
    """A date and time of the years that schedules know; others have no neighbours."""

    widget = MomentInput

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
            sentence = _("The year is outside %(first)s-%(last)s.")
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise forms.ValidationError(sentence % years)


class ScheduleForm(forms.ModelForm[Schedule]):
    """Intervals are typed in minutes; the notation's own reader says what is wrong."""

    every = forms.DecimalField(
        label=gettext_lazy("every"),
        required=False,
        max_digits=15,
        widget=forms.NumberInput({"min": "0", "step": "any"}),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("unit"),
        choices=[
            (MINUTE, gettext_lazy("minutes")),
            (SECOND, gettext_lazy("seconds")),
            (HOUR, gettext_lazy("hours")),
            (DAY, gettext_lazy("days")),
        ],
    )
    expression = forms.CharField(
        label=gettext_lazy("when"),
        required=False,
        widget=forms.TextInput(
            {
                "class": "code",
                "spellcheck": "false",
                "autocomplete": "off",
                "size": "32",
            }
        ),
        help_text=_HINTS,
    )
    time_zone = forms.CharField(
        label=gettext_lazy("time zone"),
        widget=forms.TextInput({"list": "time-zones", "autocomplete": "off"}),
    )
    starts_at = MomentField(label=gettext_lazy("from"), required=False)
    ends_at = MomentField(label=gettext_lazy("until"), required=False)
    input = forms.CharField(
        label=gettext_lazy("input"),
        required=False,
        widget=forms.Textarea({"class": "code", "rows": "2", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "A JSON object; templates of the job read it as {{ input.NAME }}."
        ),
    )
    # Bounds of their columns: databases refuse what is larger.
    most_firings = forms.IntegerField(
        label=gettext_lazy("number of firings"),
        required=False,
        min_value=1,
        max_value=MOST_NUMBER,
        help_text=gettext_lazy("1: it runs once. Empty: as often as it is planned."),
    )
    repeats = forms.IntegerField(
        label=gettext_lazy("repeats"),
        initial=0,
        min_value=0,
        max_value=policies.MOST_REPEATS,
        help_text=gettext_lazy(
            "A run that fails is repeated from its start, at most so many times."
        ),
    )
    grace_s = forms.IntegerField(
        label=gettext_lazy("grace time (seconds)"),
        initial=60,
        min_value=0,
        max_value=MOST_NUMBER,
        help_text=gettext_lazy("A firing that comes later than this counts as late."),
    )
    run_now = forms.BooleanField(
        label=gettext_lazy("run now, too"),
        required=False,
        help_text=gettext_lazy("It starts when this is saved, and then as planned."),
    )

    class Meta:
        model = Schedule
        fields = PLAIN_FIELDS
        help_texts = {
            "overlap": gettext_lazy("What a firing does while a run is not over."),
            "misfire": gettext_lazy("What happens if the clock was not running."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("kind", Kind.INTERVAL)
        self.initial.setdefault("time_zone", timezone.get_current_timezone_name())
        self.initial["unit"] = MINUTE
        if self.instance.pk:
            self._show(self.instance)
            self._leave_out_run_now()

    def _leave_out_run_now(self) -> None:
        # What is there has its button "Run now". Hidden: the page's layout names it.
        if "run_now" in self.fields:
            self.fields["run_now"].widget = forms.HiddenInput()
            self.fields["run_now"].disabled = True

    def _show(self, schedule: Schedule) -> None:
        if schedule.input:
            shown = sealing.shown(schedule.input)
            self.initial["input"] = json.dumps(shown, ensure_ascii=False)
        if schedule.kind == Kind.INTERVAL and schedule.expression.isdigit():
            seconds = int(schedule.expression)
            whole_minutes = seconds % 60 == 0
            self.initial["every"] = seconds // 60 if whole_minutes else seconds
            self.initial["unit"] = MINUTE if whole_minutes else SECOND
            self.initial["expression"] = ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        # A form of the set that is taken away is not asked to make sense.
        if not given.get("DELETE"):
            self._check_window(given)
            self._check_notation(given)
            self._check_policies(given)
            self._check_input(given)
        return given

    def clean_input(self) -> dict[str, Any]:
        text = self.cleaned_data["input"]
        try:
            value = strict_json.read(text) if text else {}
        except strict_json.JsonError as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        if not isinstance(value, dict):
            sentence = _('Write a JSON object, as in {"name": "value"}.')
            raise forms.ValidationError(sentence)
        return value

    def _post_clean(self) -> None:
        # The model's validators would say it a second time, in other words.
        pass

    def _check_window(self, given: dict[str, Any]) -> None:
        starts_at, ends_at = given.get("starts_at"), given.get("ends_at")
        if starts_at and ends_at and ends_at < starts_at:
            self.add_error(
                "ends_at", _("It ends before it begins. Choose a later end.")
            )

    def _check_input(self, given: dict[str, Any]) -> None:
        saved = self.instance
        # Beside a process that is only being made there is no plan to ask.
        if saved.process_id and isinstance(given.get("input"), dict):
            found = inputs.refusals(saved.process, given["input"], saved.input)
            for sentence in found:
                self.add_error("input", sentence)

    def _check_policies(self, given: dict[str, Any]) -> None:
        """Not of a schedule that has been so: it may still be renamed."""
        chosen = {name: given.get(name, "") for name in ("misfire", "overlap")}
        sentence = policies.refusal(**chosen)
        if sentence and {"misfire", "overlap"} & set(self.changed_data):
            self.add_error("misfire", sentence)

    def _check_notation(self, given: dict[str, Any]) -> None:
        if self.errors:
            return
        try:
            given["expression"] = self._expression(given)
            timing.recurrence(
                kind=given["kind"],
                expression=given["expression"],
                zone=given["time_zone"],
                anchor=timezone.now(),
                gap=given["gap"],
                repeat=given["repeat"],
            )
        except NotationError as refusal:
            typed = "every" if given["kind"] == Kind.INTERVAL else "expression"
            self.add_error(_FIELDS.get(refusal.field, typed), refusal.sentence)

    def _expression(self, given: dict[str, Any]) -> str:
        """The text that is kept for what was typed."""
        if given["kind"] == Kind.INTERVAL:
            return self._interval(given)
        text: str = given["expression"]
        return (
            _in_zone(text, given["time_zone"]) if given["kind"] == Kind.ONCE else text
        )

    def _interval(self, given: dict[str, Any]) -> str:
        every: decimal.Decimal | None = given["every"]
        if every is None:
            self.add_error("every", _("Say after how many minutes it comes again."))
            return "60"
        seconds = every * int(given["unit"])
        if seconds != seconds.to_integral_value():
            self.add_error("every", _("This is not a whole number of seconds."))
            return "60"
        return f"{seconds:.0f}"

    def values(self) -> dict[str, Any]:
        """The field values that the actions take."""
        given = self.cleaned_data
        plain = {name: given[name] for name in PLAIN_FIELDS}
        return plain | {
            "expression": given["expression"].strip(),
            "input": given["input"],
        }


def _in_zone(text: str, zone: str) -> str:
    """A date and time without a zone as the instant it is in that zone.

    Everything else is left for the notation's reader to take or refuse. Raises
    NotationError for an unknown zone.
    """
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zones.zone_named(zone))
    return moment.isoformat(timespec="seconds")
