from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.utils import html

from accounts.access import Access
from accounts.api.strict_json import shown

Shown = TypeVar("Shown")

# A body of two megabytes holds many keys, and a sentence costs a search.
MOST_UNKNOWN = 5
FORM_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a form's field


class StrictSerializer(serializers.Serializer[Shown]):
    """Refuses keys it does not know. Keys that are only shown may be sent back."""

    @property
    def access(self) -> Access:
        access: Access = self.context["request"].auth
        return access

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        unknown = dict(self._unknown(data))
        try:
            values: dict[str, Any] = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**unknown, **error.detail}) from error  # type: ignore[dict-item]
        if unknown:
            raise serializers.ValidationError(unknown)
        return values

    def refusal(self, sentences: Mapping[str, str]) -> serializers.ValidationError:
        """What an action refused, shown at its fields: in JSON and in the form."""
        self._errors = {field: [sentence] for field, sentence in sentences.items()}
        return serializers.ValidationError(self.errors)

    def _unknown(self, data: Any) -> Iterator[tuple[str, list[str]]]:
        known = set(self.fields) | ({FORM_TOKEN} if html.is_html_input(data) else set())
        strangers = (str(key) for key in data if key not in known)
        for key in islice(strangers, MOST_UNKNOWN):
            yield shown(key), [_unknown_key(key, list(self.fields))]


class NothingSerializer(StrictSerializer[Any]):
    """The body of a request that says everything by its address: empty, or {}."""


def _unknown_key(key: str, known: list[str]) -> str:
    close = difflib.get_close_matches(shown(key).lower().replace(" ", "_"), known, n=1)
    if close:
        return _("This key is unknown; did you mean “%(key)s”?") % {"key": close[0]}
    return _("This key is unknown; leave it out.")
