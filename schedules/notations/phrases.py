"""Lists of numbers and names as a person says them, in the active language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def joined(parts: Sequence[str]) -> str:
    """Return "Monday, Tuesday and Friday"."""
    if len(parts) < 2:
        return "".join(parts)
    values = {"parts": ", ".join(parts[:-1]), "last": parts[-1]}
    return _("%(parts)s and %(last)s") % values


def numbers(values: Sequence[int]) -> str:
    """Return "1, 3 and 8-17", or "0, 2, …, 22": what is regular is drawn together."""
    step = step_from(values, values[0], values[-1])
    if step and step > 1 and len(values) > 4:
        return f"{values[0]}, {values[1]}, …, {values[-1]}"
    return joined(_with_runs(values, str, "%(first)s-%(last)s"))


def weekdays(values: Sequence[int]) -> str:
    """Return the names of weekdays, Monday = 0."""
    return joined(_with_runs(values, weekday, _("%(first)s to %(last)s")))


def months(values: Sequence[int]) -> str:
    """Return the names of months, January = 1."""
    names = _with_runs(values, lambda n: str(MONTHS[n]), _("%(first)s to %(last)s"))
    return joined(names)


def weekday(value: int) -> str:
    return str(WEEKDAYS[value])


# One is a word of its own in all four: where the plural rule of a language takes 21 for
# a singular, "every minute" would be said of 21 minutes.
def every_seconds(count: int) -> str:
    if count == 1:
        return _("every second")
    sentence = ngettext("every %(count)s second", "every %(count)s seconds", count)
    return sentence % {"count": count}


def every_minutes(count: int) -> str:
    if count == 1:
        return _("every minute")
    sentence = ngettext("every %(count)s minute", "every %(count)s minutes", count)
    return sentence % {"count": count}


def every_hours(count: int) -> str:
    if count == 1:
        return _("every hour")
    sentence = ngettext("every %(count)s hour", "every %(count)s hours", count)
    return sentence % {"count": count}


def every_days(count: int) -> str:
    if count == 1:
        return _("every day")
    sentence = ngettext("every %(count)s day", "every %(count)s days", count)
    return sentence % {"count": count}


def step_from(values: Sequence[int], low: int, high: int) -> int | None:
    """Return n where the values are every n-th number from `low` to `high`."""
    if len(values) < 2:
        return None
    step = values[1] - values[0]
    return step if tuple(values) == tuple(range(low, high + 1, step)) else None


def _with_runs(
    values: Sequence[int], name: Callable[[int], str], pattern: str
) -> list[str]:
    parts: list[str] = []
    for run in _runs(values):
        if len(run) > 2:
            parts.append(pattern % {"first": name(run[0]), "last": name(run[-1])})
        else:
            parts.extend(map(name, run))
    return parts


def _runs(values: Sequence[int]) -> list[list[int]]:
    runs = [[values[0]]]
    for before, value in pairwise(values):
        if value == before + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return runs
