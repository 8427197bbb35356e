"""The times of day of a rule in words."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schedules.notations import phrases
from schedules.notations.rule import CronRule

MAX_TIMES: Final = 8  # more times of day than these are told by their pattern
ALL_HOURS: Final = tuple(range(24))


def clock_times(rule: CronRule, *, with_seconds: bool) -> str:
    """Return "at 06:06 and 18:06"; empty if that were too many times.

    Seconds are told where they are wanted, or are not 0.
    """
    if len(rule.hours) * len(rule.minutes) * len(rule.seconds) > MAX_TIMES:
        return ""
    shown = 8 if with_seconds or any(rule.seconds) else 5
    times = [
        f"{hour:02d}:{minute:02d}:{second:02d}"[:shown]
        for hour, minute, second in product(rule.hours, rule.minutes, rule.seconds)
    ]
    return _("at %(times)s") % {"times": phrases.joined(times)}


def frequency(rule: CronRule) -> str:
    """Return how often within a day: "every 15 minutes from 08:00 to 17:59"."""
    on_the_minute = clock_times(replace(rule, seconds=(0,)), with_seconds=False)
    if on_the_minute:
        return _at_seconds(on_the_minute, rule.seconds)
    every = phrases.step_from(rule.hours, 0, 23)
    if len(rule.minutes) == 1 and every and every > 1 and 24 % every == 0:
        words = _at_minutes(phrases.every_hours(every), rule.minutes)
        return _at_seconds(words, rule.seconds)
    words = _at_seconds(_minutes(rule), rule.seconds)
    return _in_hours(words, rule.hours)


def _minutes(rule: CronRule) -> str:
    every = phrases.step_from(rule.minutes, 0, 59)
    if every is None:
        return _at_minutes(phrases.every_hours(1), rule.minutes)
    words = phrases.every_minutes(every)
    if 60 % every:
        words = _("%(time)s from the full hour on") % {"time": words}
    return words


def _at_minutes(words: str, minutes: tuple[int, ...]) -> str:
    if minutes == (0,):
        return words
    sentence = ngettext(
        "%(time)s at minute %(minutes)s",
        "%(time)s at the minutes %(minutes)s",
        len(minutes),
    )
    return sentence % {"time": words, "minutes": phrases.numbers(minutes)}


def _at_seconds(words: str, seconds: tuple[int, ...]) -> str:
    if seconds == (0,):
        return words
    every = phrases.step_from(seconds, 0, 59)
    if every and 60 % every == 0:
        return _ticking(words, phrases.every_seconds(every))
    sentence = ngettext(
        "%(time)s at second %(seconds)s",
        "%(time)s at the seconds %(seconds)s",
        len(seconds),
    )
    return sentence % {"time": words, "seconds": phrases.numbers(seconds)}


def _ticking(words: str, ticks: str) -> str:
    if words == phrases.every_minutes(1):
        return ticks
    return _("%(time)s, then %(ticks)s for a minute") % {"time": words, "ticks": ticks}


def _in_hours(words: str, hours: tuple[int, ...]) -> str:
    if hours == ALL_HOURS:
        return words
    first, last = hours[0], hours[-1]
    if last - first == len(hours) - 1:
        values = {"time": words, "first": f"{first:02d}:00", "last": f"{last:02d}:59"}
        return _("%(time)s from %(first)s to %(last)s") % values
    values = {"time": words, "hours": phrases.numbers(hours)}
    return _("%(time)s in the hours %(hours)s") % values
