"""What is said of a process beside its plan (D7), of whatever kind; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from runs import texts

NAMES = ("description", "enabled", "unique", "stop_after_s", "robot")
# A year.
LONGEST_RUN_S = 31_536_000


def refusals(values: Mapping[str, Any]) -> dict[str, str]:
    """A sentence for each switch among these field values that cannot be taken."""
    sentences = {
        "description": _of_description(values.get("description", "")),
        "enabled": _of_flag(values.get("enabled", True)),
        "unique": _of_flag(values.get("unique", False)),
        "stop_after_s": _of_seconds(values.get("stop_after_s")),
    }
    return {name: sentence for name, sentence in sentences.items() if sentence}


def _of_description(given: Any) -> str:
    if not isinstance(given, str):
        return _("Give a text here.")
    if not texts.is_storable(given):
        return _("It holds a character that is no text. Remove it.")
    return ""


def _of_flag(given: Any) -> str:
    return "" if isinstance(given, bool) else _("Write true or false.")


def _of_seconds(given: Any) -> str:
    is_whole = isinstance(given, int) and not isinstance(given, bool)
    if given is None or (is_whole and 1 <= given <= LONGEST_RUN_S):
        return ""
    return _("Give a whole number of seconds from 1 to %(most)d, or nothing.") % {
        "most": LONGEST_RUN_S
    }
