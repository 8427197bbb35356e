"""Fields that take exactly what they say, from JSON and from the browsable forms.

DRF's own read numbers as texts and words as truth values; in a form, where
everything is text, these do so too.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.utils import html

from accounts.api import strict_json

FIRST_YEAR, LAST_YEAR = 2000, 2099


def _in_form(field: Any) -> bool:
    return html.is_html_input(getattr(field.root, "initial_data", None))


class Text(serializers.CharField):
    default_error_messages = {"invalid": _("Give a text here.")}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class LongText(Text):
    """Taken as it is, blanks at its ends included."""

    def __init__(self, *, rows: int = 6, **options: Any) -> None:
        style = {"base_template": "textarea.html", "rows": rows}
        super().__init__(style=style, trim_whitespace=False, **options)


class Flag(serializers.BooleanField):
    default_error_messages = {"invalid": _("Write true or false.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # A box that is not ticked is sent by no form; DRF would take the default.
        self.default_empty_html = False

    def to_internal_value(self, data: Any) -> bool:
        if not (isinstance(data, bool) or _in_form(self)):
            self.fail("invalid")
        return super().to_internal_value(data)


class OpenFlag(Flag):
    """A flag that may be left out, in a form by not ticking it: then it is None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_null=True, default=None, **options)
        self.default_empty_html = empty


class Number(serializers.FloatField):
    """A number as it was written: whether it fits, the caller's rules say."""

    default_error_messages = {"invalid": _("Give a number here.")}

    def to_internal_value(self, data: Any) -> float:
        if _in_form(self):
            return super().to_internal_value(data)
        if not isinstance(data, int | float) or isinstance(data, bool):
            self.fail("invalid")
        return data


class Whole(serializers.IntegerField):
    """A whole number as it was written; 1.0 is none."""

    default_error_messages = {
        "invalid": _("Give a whole number here."),
        "range": _("Give a whole number from {least} to {most}."),
    }

    def __init__(
        self, *, least: int | None = None, most: int | None = None, **options: Any
    ) -> None:
        """Both bounds are inclusive; without them the caller's rules say."""
        super().__init__(**options)
        self._least, self._most = least, most

    def to_internal_value(self, data: Any) -> int:
        number = self._read(data)
        too_small = self._least is not None and number < self._least
        if too_small or (self._most is not None and number > self._most):
            self.fail("range", least=self._least, most=self._most)
        return number

    def _read(self, data: Any) -> int:
        if _in_form(self):
            return super().to_internal_value(data)
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class Choice(serializers.ChoiceField):
    default_error_messages = {
        "invalid_choice": _("“{input}” is unknown; write one of {choices}.")
    }

    def to_internal_value(self, data: Any) -> Any:
        if not (isinstance(data, str) and data in self.choices):
            self.fail(
                "invalid_choice",
                input=strict_json.shown(str(data)),
                choices=", ".join(map(str, self.choices)),
            )
        return data


class Several(serializers.MultipleChoiceField):
    """A list of texts; which of them are known, the caller's rules say."""

    default_error_messages = {"not_a_list": _("Give a list of texts here.")}

    def __init__(self, *, choices: Any, usual: Any, **options: Any) -> None:
        super().__init__(choices=choices, default=usual, initial=usual, **options)

    def to_internal_value(self, data: Any) -> Any:
        is_list = isinstance(data, list)
        if not (is_list and all(isinstance(each, str) for each in data)):
            self.fail("not_a_list", input_type=type(data).__name__)
        return list(dict.fromkeys(data))

    def to_representation(self, value: Any) -> Any:
        return [choice for choice in self.choices if choice in value]


class Instant(serializers.DateTimeField):
    """An instant: with its offset when read, in UTC when shown."""

    default_error_messages = {
        "invalid": _("Write an instant with its offset, as in 2026-01-31T09:00:00Z."),
        "year": _("The year lies outside of {first} to {last}."),
    }

    def __init__(self, **options: Any) -> None:
        # DRF's picker for local times raises on a text that is none, and would
        # leave the zone open.
        style = {"input_type": "text", "placeholder": "2026-01-31T09:00:00Z"}
        super().__init__(style=style, default_timezone=dt.UTC, **options)

    def to_internal_value(self, value: Any) -> dt.datetime:
        instant = self._read(value)
        if not FIRST_YEAR <= instant.year <= LAST_YEAR:
            self.fail("year", first=FIRST_YEAR, last=LAST_YEAR)
        return instant.astimezone(dt.UTC)

    def _read(self, value: Any) -> dt.datetime:
        # Week dates and dates without hyphens are ISO 8601 too, and seldom meant.
        if not (isinstance(value, str) and value[4:5] == value[7:8] == "-"):
            self.fail("invalid")
        try:
            instant = dt.datetime.fromisoformat(value)
        except ValueError:
            self.fail("invalid")
        if instant.tzinfo is None:
            self.fail("invalid")
        return instant


class JsonText(serializers.JSONField):
    """Whatever JSON there is; a text area in a form, where its text is handed on."""

    def to_internal_value(self, data: Any) -> Any:
        return str(data) if getattr(data, "is_json_string", False) else data


class JsonObject(JsonText):
    """An object of JSON."""

    default_error_messages = {"invalid": _('Give an object, as in {{"key": "value"}}.')}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        value = super().to_internal_value(data)
        if _in_form(self):
            value = self._read(value)
        if not isinstance(value, dict):
            self.fail("invalid")
        return value

    def _read(self, text: str) -> Any:
        try:
            return strict_json.read(text or "{}")
        except strict_json.JsonError as error:
            raise serializers.ValidationError(error.sentence) from error
