"""How what became of a firing is written on pages."""

from __future__ import annotations

from types import MappingProxyType

from django import template
from django.utils.safestring import SafeString

from runs.display import chips
from schedules.choices import Outcome, Reason
from schedules.models import Occurrence

register = template.Library()

_KINDS = MappingProxyType(
    {
        Outcome.STARTED: "on",
        Outcome.SKIPPED: "skipped",
        Outcome.MISSED: "failed",
        Outcome.COALESCED: "stopped",
    }
)


@register.filter
def outcome_chip(occurrence: Occurrence) -> SafeString:
    outcome = Outcome(occurrence.outcome)
    return chips.chip(_KINDS[outcome], str(outcome.label))


@register.filter
def reason_chip(occurrence: Occurrence) -> SafeString | str:
    """A dash where nothing needs a reason."""
    reason = Reason(occurrence.reason)
    return chips.chip("reason", str(reason.label)) if reason else "–"
