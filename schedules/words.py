"""A recurrence in plain words, in the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schedules import timing
from schedules.exceptions import NotationError
from schedules.notations import day_words, phrases, time_words
from schedules.notations import differences as between_notations
from schedules.notations.rule import CronRule
from schedules.timing import epoch
from schedules.timing.recurrence import Recurrence
from schedules.timing.steady import GridRecurrence, SingleRecurrence
from schedules.timing.wall import WallRecurrence
from schedules.timing.zones import offset_at, zone_named


def words(recurrence: Recurrence) -> str:
    """Return when something recurs, as a person says it: "at 06:06:00 every Friday"."""
    match recurrence:
        case WallRecurrence():
            return _of_rule(recurrence.rule, in_unix=recurrence.kind == timing.CRON)
        case GridRecurrence():
            return _of_interval(recurrence.interval_s)
        case SingleRecurrence():
            local = recurrence.at + offset_at(
                zone_named(recurrence.zone), recurrence.at
            )
            return _("once, at %(time)s") % {"time": epoch.wall(local).isoformat(" ")}
    return recurrence.expression


def differences(kind: str, expression: str) -> list[str]:
    """Return warnings where other notations would read a readable text differently.

    A text that its own notation cannot read has none: it is refused elsewhere.
    """
    try:
        of_kind = between_notations.OF_KIND[kind]
        return of_kind(expression)
    except (KeyError, NotationError):
        return []


def _of_rule(rule: CronRule, *, in_unix: bool) -> str:
    time = time_words.clock_times(rule, with_seconds=not in_unix)
    days = day_words.of(rule.days)
    if time:
        days = days or phrases.every_days(1)
    else:
        time = time_words.frequency(rule)
    return _in_years(_in_months(_on_days(time, days), rule.months), rule.years)


def _on_days(time: str, days: str) -> str:
    if not days:
        return time
    return _("%(time)s %(days)s") % {"time": time, "days": days}


def _in_months(words: str, months: tuple[int, ...]) -> str:
    if len(months) == 12:
        return words
    values = {"when": words, "months": phrases.months(months)}
    return _("%(when)s in %(months)s") % values


def _in_years(words: str, years: tuple[int, ...] | None) -> str:
    if years is None:
        return words
    sentence = ngettext(
        "%(when)s in the year %(years)s", "%(when)s in the years %(years)s", len(years)
    )
    return sentence % {"when": words, "years": phrases.numbers(years)}


def _of_interval(seconds: int) -> str:
    """Return the interval in the largest unit that says it in a whole number."""
    if seconds % 86_400 == 0:
        return phrases.every_days(seconds // 86_400)
    if seconds % 3_600 == 0:
        return phrases.every_hours(seconds // 3_600)
    if seconds % 60 == 0:
        return phrases.every_minutes(seconds // 60)
    return phrases.every_seconds(seconds)
