"""What the editor asks about its fields."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.forms import CheckboxInput, CheckboxSelectMultiple
from django.forms.boundfield import BoundField

register = template.Library()


@register.filter
def at(sentences: Mapping[str, str], name: str) -> str:
    return sentences.get(name, "")


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_list(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxSelectMultiple)
