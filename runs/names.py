"""The names of processes: the same rules for jobs and workflows; pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from runs import texts

LONGEST = 200


def refusal(name: str) -> str:
    """Why a name cannot be taken, in a sentence; "" if it can."""
    if len(name) > LONGEST:
        return _("The name is longer than %(most)d characters. Shorten it.") % {
            "most": LONGEST
        }
    if texts.has_control(name):
        return _("The name holds a line end or control character. Remove it.")
    return ""
