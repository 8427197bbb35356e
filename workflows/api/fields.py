from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.utils import html

from accounts.api import strict_json
from accounts.api.fields import JsonText


class Written(JsonText):
    """Any JSON; in a form its text. What it must be, workflows.definition says."""

    def __init__(self, **options: Any) -> None:
        # The stubs know of objects alone.
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        in_form = html.is_html_input(getattr(self.root, "initial_data", None))
        if not (in_form and isinstance(value, str)):
            return value
        try:
            return strict_json.read(value) if value.strip() else None
        except strict_json.JsonError as error:
            raise serializers.ValidationError(error.sentence) from error


class StepsInShort(Written):
    """Which steps there are, for lists: the whole of them may be long."""

    SHOWN = ("key", "label", "kind", "needs")

    def to_representation(self, value: Any) -> Any:
        return [{name: step[name] for name in self.SHOWN} for step in value]
