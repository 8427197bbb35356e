"""The names of processes: the same rules for jobs and workflows; pure."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from runs import texts

LONGEST = 200
# Spelled out, as what a database's \s means depends on its locale.
_BLANKS = "[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"


def refusal(name: str) -> str:
    """Why a name cannot be taken, in a sentence; "" if it can."""
    if len(name) > LONGEST:
        return _("The name is longer than %(most)d characters. Shorten it.") % {
            "most": LONGEST
        }
    if texts.has_control(name):
        return _("The name holds a line end or control character. Remove it.")
    return ""


def with_any_blanks(name: str) -> str:
    """A regular expression for names that differ from this one by blanks alone."""
    words = f"{_BLANKS}+".join(map(re.escape, name.split()))
    return f"^{_BLANKS}*{words}{_BLANKS}*$"
