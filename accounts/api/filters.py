"""Which rows a list shows, from its query parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

Row = TypeVar("Row", bound=Model)
# Reads the text of a parameter; raises ValueError with a sentence.
Condition = Callable[[str], dict[str, Any]]


def narrowed(
    rows: QuerySet[Row],
    parameters: Mapping[str, str],
    conditions: Mapping[str, Condition],
) -> QuerySet[Row]:
    """The rows that all known parameters ask for; others mean nothing.

    Raises ValidationError with a sentence for each value that cannot be.
    """
    errors: dict[str, list[str]] = {}
    for name, condition in conditions.items():
        if name not in parameters:
            continue
        try:
            rows = rows.filter(**condition(parameters[name]))
        except ValueError as refusal:
            errors[name] = [str(refusal)]
    if errors:
        raise ValidationError(errors)
    return rows


def flag(column: str) -> Condition:
    """`true` or `false`."""

    def condition(text: str) -> dict[str, Any]:
        if text not in {"true", "false"}:
            raise ValueError(_("Write true or false."))
        return {column: text == "true"}

    return condition


def text(column: str) -> Condition:
    """Exactly this text."""

    def condition(given: str) -> dict[str, Any]:
        # No column holds a NUL, and PostgreSQL would refuse to look for it.
        if "\0" in given:
            raise ValueError(_("Give a text here."))
        return {column: given}

    return condition
