"""Takes field values as people gave them and collects what is to be mended; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from runs import expressions
from runs.exceptions import ExpressionError, RequestError


class Reader:
    """Takes field by field and remembers every refusal, so that all are shown."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        # A sentence for each field to be mended.
        self.sentences: dict[str, str] = {}

    def take(self, field: str, check: Callable[[Any], Any], *, default: Any) -> Any:
        """The checked value; `check` gets "" for what was left out."""
        given = self.values.get(field)
        try:
            return check("" if given is None else given)
        except RequestError as refusal:
            self.sentences[field] = refusal.sentence
            return default

    def check_templates(self, roots: frozenset[str], **templates: Any) -> None:
        for field, template in templates.items():
            try:
                expressions.check(template, roots=roots)
            except ExpressionError as refusal:
                self.sentences.setdefault(field, str(refusal))

    def refuse(self, field: str, sentence: str) -> None:
        """Remember this, unless the field has been refused already."""
        self.sentences.setdefault(field, sentence)


def text(field: str, given: Any) -> str:
    """Raises RequestError for what is no text."""
    if not isinstance(given, str):
        raise RequestError(field, _("Give a text here."))
    return given
