"""A fixed interval."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from schedules.notations import grammar, refusals

MAX_INTERVAL_S: Final = 10 * 365 * 86_400  # ten years of 365 days


def parse(text: str) -> int:
    """Read whole seconds, 1 to MAX_INTERVAL_S, in ASCII digits. Raises NotationError.

    1.0 and 1e3 are refused like 1.5: a person who writes them means something else.
    """
    grammar.check_length(text)
    text = text.strip(grammar.BLANKS)
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        sentence = _("“%(text)s” is no whole number; write the interval in seconds.")
        raise refusals.refusal("expression", sentence % {"text": refusals.shown(text)})
    seconds = int(text)
    if seconds < 1:
        sentence = _("An interval has at least 1 second; write 1 or more.")
        raise refusals.refusal("expression", sentence)
    if seconds > MAX_INTERVAL_S:
        sentence = _("The interval is longer than ten years; write at most %(max)s.")
        raise refusals.refusal("expression", sentence % {"max": MAX_INTERVAL_S})
    return seconds
