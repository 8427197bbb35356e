"""The days of a rule in words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schedules.notations import phrases
from schedules.notations.rule import (
    ALL_DAYS,
    ALL_WEEKDAYS,
    ALL_WEEKS,
    LAST,
    DayRule,
    members,
)

# Whole phrases: in many languages the weekday's name changes inside of one.
EACH_WEEKDAY = (
    gettext_lazy("every Monday"),
    gettext_lazy("every Tuesday"),
    gettext_lazy("every Wednesday"),
    gettext_lazy("every Thursday"),
    gettext_lazy("every Friday"),
    gettext_lazy("every Saturday"),
    gettext_lazy("every Sunday"),
)

NTH_WEEKDAY = {
    1: gettext_lazy("on the first %(weekday)s of the month"),
    2: gettext_lazy("on the second %(weekday)s of the month"),
    3: gettext_lazy("on the third %(weekday)s of the month"),
    4: gettext_lazy("on the fourth %(weekday)s of the month"),
    5: gettext_lazy("on the fifth %(weekday)s of the month"),
    LAST: gettext_lazy("on the last %(weekday)s of the month"),
}


def of(days: DayRule) -> str:
    """Return on which days; empty if on every day."""
    by_week = days.weekdays != ALL_WEEKDAYS
    by_month = days.numbers != ALL_DAYS
    if days.either:
        # A list of all numbers is a restriction that restricts nothing.
        phrase = _either(days) if by_week and by_month else ""
    elif by_week and by_month:
        phrase = _both(days)
    else:
        phrase = _weekdays(days) if by_week else _month_days(days)
    return _in_weeks(phrase, days.weeks)


def _either(days: DayRule) -> str:
    values = {"days": _month_days(days), "weekdays": _weekdays(days)}
    return _("%(days)s or %(weekdays)s") % values


def _both(days: DayRule) -> str:
    names = phrases.weekdays(members(days.weekdays))
    values = {"days": _month_days(days), "weekdays": names}
    return _("%(days)s, if it falls on %(weekdays)s") % values


def _in_weeks(phrase: str, weeks: int) -> str:
    if weeks == ALL_WEEKS:
        return phrase
    numbers = members(weeks)
    sentence = ngettext(
        "%(days)s in calendar week %(weeks)s",
        "%(days)s in the calendar weeks %(weeks)s",
        len(numbers),
    )
    values = {
        "days": phrase or phrases.every_days(1),
        "weeks": phrases.numbers(numbers),
    }
    return sentence % values


def _weekdays(days: DayRule) -> str:
    weekdays = members(days.weekdays)
    if len(weekdays) == 1:
        return str(EACH_WEEKDAY[weekdays[0]])
    first, last = weekdays[0], weekdays[-1]
    if last - first == len(weekdays) - 1 > 1:
        values = {"first": phrases.weekday(first), "last": phrases.weekday(last)}
        return _("from %(first)s to %(last)s") % values
    return _("on %(weekdays)s") % {"weekdays": phrases.weekdays(weekdays)}


def _month_days(days: DayRule) -> str:
    return phrases.joined(list(_month_phrases(days)))


def _month_phrases(days: DayRule) -> Iterator[str]:
    if days.numbers not in {0, ALL_DAYS}:
        yield _numbers(members(days.numbers))
    for back in days.from_end:
        yield _from_end(back)
    for day in days.workdays:
        sentence = _("on the workday (Monday to Friday) nearest to day %(day)s")
        yield sentence % {"day": day}
    for back in days.workdays_from_end:
        yield _workday_from_end(back)
    for weekday, nth in days.nth:
        yield NTH_WEEKDAY[nth] % {"weekday": phrases.weekday(weekday)}


def _numbers(days: tuple[int, ...]) -> str:
    step = phrases.step_from(days, 1, 31)
    if step is not None:
        words = _("%(days)s from the first of the month on")
        return words % {"days": phrases.every_days(step)}
    sentence = ngettext(
        "on day %(days)s of the month", "on the days %(days)s of the month", len(days)
    )
    return sentence % {"days": phrases.numbers(days)}


def _from_end(back: int) -> str:
    if back == 0:
        return _("on the last day of the month")
    sentence = ngettext(
        "%(count)s day before the last day of the month",
        "%(count)s days before the last day of the month",
        back,
    )
    return sentence % {"count": back}


def _workday_from_end(back: int) -> str:
    if back == 0:
        return _("on the last workday (Monday to Friday) of the month")
    sentence = ngettext(
        "on the workday (Monday to Friday) nearest to %(count)s day before the last day"
        " of the month",
        "on the workday (Monday to Friday) nearest to %(count)s days before the last"
        " day of the month",
        back,
    )
    return sentence % {"count": back}
