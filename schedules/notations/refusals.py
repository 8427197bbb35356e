"""The sentences with which a text is refused, each naming the field and the mend."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from schedules.exceptions import NotationError

SHOWN = 24  # characters of a foreign text that a sentence repeats

FIELD_LABELS: dict[str, Promise] = {
    "second": pgettext_lazy("schedule field", "second"),
    "minute": pgettext_lazy("schedule field", "minute"),
    "hour": pgettext_lazy("schedule field", "hour"),
    "day_of_month": pgettext_lazy("schedule field", "day of month"),
    "day": pgettext_lazy("schedule field", "day"),
    "month": pgettext_lazy("schedule field", "month"),
    "week": pgettext_lazy("schedule field", "week"),
    "day_of_week": pgettext_lazy("schedule field", "day of week"),
    "year": pgettext_lazy("schedule field", "year"),
}


def refusal(field: str, sentence: str) -> NotationError:
    """Return the error of one field; its sentence begins with the field's name."""
    label = FIELD_LABELS.get(field)
    if label is not None:
        sentence = _("%(field)s: %(sentence)s") % {
            "field": label,
            "sentence": sentence,
        }
    return NotationError(sentence, field=field)


def shown(text: str) -> str:
    """Return a foreign text short enough for a sentence."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def outside(field: str, value: str, low: int, high: int) -> NotationError:
    sentence = _("“%(value)s” is outside %(low)s-%(high)s.")
    return refusal(field, sentence % {"value": shown(value), "low": low, "high": high})


def step_of_zero(field: str) -> NotationError:
    return refusal(field, _("A step of 0 never moves on; write 1 or more."))


def step_too_large(field: str, step: int, largest: int) -> NotationError:
    sentence = _("The step %(step)s is larger than the range; write at most %(max)s.")
    return refusal(field, sentence % {"step": step, "max": largest})


def reversed_range(field: str, text: str, mend: str) -> NotationError:
    sentence = _("The range “%(range)s” runs backwards; write “%(mend)s”.")
    return refusal(field, sentence % {"range": shown(text), "mend": mend})


def empty_item(field: str) -> NotationError:
    sentence = _("Between two commas there is nothing; take one comma out.")
    return refusal(field, sentence)


def unreadable(field: str, text: str) -> NotationError:
    sentence = _(
        "“%(text)s” is unreadable; write numbers, ranges such as 1-5, or steps such as"
        " */2."
    )
    return refusal(field, sentence % {"text": shown(text)})


def unknown_name(field: str, name: str, names: str) -> NotationError:
    sentence = _("“%(name)s” is no name here; write one of %(names)s.")
    return refusal(field, sentence % {"name": shown(name), "names": names})


def step_without_range(field: str, text: str, mend: str) -> NotationError:
    sentence = _("Crons read “%(text)s” differently; write “%(mend)s”.")
    return refusal(field, sentence % {"text": shown(text), "mend": mend})


def step_on_name(field: str, text: str, low: int, high: int) -> NotationError:
    sentence = _(
        "“%(text)s”: a name goes with no step and no number; write the numbers"
        " %(low)s-%(high)s."
    )
    return refusal(field, sentence % {"text": shown(text), "low": low, "high": high})


def wrong_mark(field: str, text: str) -> NotationError:
    sentence = _(
        "“%(text)s” does not belong here: L and W stand in day of month, L and # in day"
        " of week, “?” in one of the two, each alone."
    )
    return refusal(field, sentence % {"text": shown(text)})
