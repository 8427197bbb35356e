"""Signs of pictures."""

from __future__ import annotations

from django import template

from runs.display import marks

register = template.Library()


@register.filter
def sign(state: str) -> str:
    return marks.SIGNS.get(state, "")
