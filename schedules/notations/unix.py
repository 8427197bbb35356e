"""Unix cron: five fields, as Vixie's cron (Debian) reads them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from schedules.exceptions import NotationError
from schedules.notations import grammar, quartz, refusals
from schedules.notations.grammar import Field, Reading
from schedules.notations.rule import (
    ALL_DAYS,
    ALL_WEEKDAYS,
    CronRule,
    DayRule,
    bits,
    members,
)

NICKNAMES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}

WEEKDAYS = {
    name: number
    for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))
}

FIELDS = (
    Field(name="minute", low=0, high=59, max_step=59),
    Field(name="hour", low=0, high=23, max_step=23),
    Field(name="day_of_month", low=1, high=31, max_step=31),
    Field(name="month", low=1, high=12, max_step=12, names=grammar.MONTHS),
    Field(
        name="day_of_week",
        low=0,
        high=7,  # Sunday twice, so that both 0-5 and 5-7 run forwards
        max_step=7,
        names=WEEKDAYS,
        end_names={"SUN": 7},
    ),
)


def parse(text: str) -> CronRule:
    """Read a five-field expression or a nickname (@daily). Raises NotationError."""
    text = _expanded(grammar.trimmed(text))
    columns = text.split()
    _check_number_of_fields(columns)
    minute, hour, day, month, weekday = map(_column, columns, FIELDS)
    weekdays = sorted({number % 7 for number in weekday.values})
    if weekday.text == "7":
        weekday = Reading(values=(0,), text="0")
    return CronRule(
        minutes=minute.values,
        hours=hour.values,
        days=_days(day, weekday, weekdays),
        months=month.values,
        wildcard=grammar.is_open(minute) or grammar.is_open(hour),
        text=" ".join(part.text for part in (minute, hour, day, month, weekday)),
    )


def _days(day: Reading, weekday: Reading, weekdays: list[int]) -> DayRule:
    # Vixie's rule: either day will do, if both are restricted. A field that begins
    # with a star counts as unrestricted, `*/2` too; then the days must agree.
    starred = day.text.startswith("*") or weekday.text.startswith("*")
    return DayRule(
        numbers=bits(day.values),
        weekdays=bits((number - 1) % 7 for number in weekdays),
        either=not starred,
    )


def _expanded(text: str) -> str:
    if not text.startswith("@"):
        return text
    if text.lower() in NICKNAMES:
        return NICKNAMES[text.lower()]
    sentence = _("“%(text)s” is not supported; write one of %(names)s, or five fields.")
    values = {"text": refusals.shown(text), "names": ", ".join(NICKNAMES)}
    raise refusals.refusal("expression", sentence % values)


def _check_number_of_fields(columns: list[str]) -> None:
    if len(columns) == len(FIELDS):
        return
    if len(columns) in {6, 7}:
        raise _looks_like_quartz(" ".join(columns))
    sentence = _(
        "%(count)s fields are given; Unix cron has five: minute hour day-of-month month"
        " day-of-week."
    )
    raise refusals.refusal("expression", sentence % {"count": len(columns)})


def _looks_like_quartz(text: str) -> NotationError:
    try:
        mend = quartz.parse(text).text
    except NotationError:
        sentence = _(
            "%(count)s fields are given, Unix cron has five; for seconds or a year"
            " choose Quartz."
        )
        values = {"count": len(text.split())}
        return refusals.refusal("expression", sentence % values)
    sentence = _("This looks like Quartz; choose Quartz, and write “%(mend)s”.")
    return refusals.refusal("expression", sentence % {"mend": mend})


def _column(text: str, of: Field) -> Reading:
    for item in text.upper().split(","):
        if grammar.QUARTZ_MARK.fullmatch(item):
            sentence = _(
                "“%(text)s” is Quartz notation; choose Quartz, or write numbers."
            )
            raise refusals.refusal(of.name, sentence % {"text": refusals.shown(item)})
    return grammar.read(text, of)


def celery_fields(rule: CronRule) -> dict[str, str] | None:
    """Return the fields of Celery's crontab that mean the same; None where none do.

    Celery wants both days to match where Unix is content with one, counts weekdays
    0-6 from Sunday, and knows neither seconds nor years, nor what Quartz adds.
    """
    days = _days_that_must_agree(rule.days)
    if days is None or rule.years is not None or rule.seconds != (0,):
        return None
    numbers, weekdays = days
    return {
        "minute": _compact(rule.minutes, 0, 59),
        "hour": _compact(rule.hours, 0, 23),
        "day_of_month": _compact(members(numbers), 1, 31),
        "month_of_year": _compact(rule.months, 1, 12),
        "day_of_week": _compact(
            tuple(sorted((day + 1) % 7 for day in members(weekdays))), 0, 6
        ),
    }


def _days_that_must_agree(days: DayRule) -> tuple[int, int] | None:
    """Return the bit sets of days and weekdays that, both matching, give the rule."""
    plain = DayRule(numbers=days.numbers, weekdays=days.weekdays, either=days.either)
    if days != plain:
        return None
    if not days.either:
        return days.numbers, days.weekdays
    if days.numbers == ALL_DAYS or days.weekdays == ALL_WEEKDAYS:
        return ALL_DAYS, ALL_WEEKDAYS
    return None


def _compact(values: tuple[int, ...], low: int, high: int) -> str:
    """Return the shortest usual text of sorted numbers: `*`, `*/15`, 1-5 or 1,3."""
    if len(values) > 1 and values[0] == low:
        step = values[1] - low
        if values == tuple(range(low, high + 1, step)):
            return "*" if step == 1 else f"*/{step}"
    if len(values) > 2 and values[-1] - values[0] == len(values) - 1:
        return f"{values[0]}-{values[-1]}"
    return ",".join(map(str, values))
