"""Rules in plain words, and warnings where notations disagree."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from schedules import timing, words


def said(kind: str, text: str, zone: str = "Europe/Berlin") -> str:
    anchor = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return words.words(
        timing.recurrence(kind=kind, expression=text, zone=zone, anchor=anchor)
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("* * * * *", "every minute"),
        ("*/15 * * * *", "every 15 minutes"),
        ("*/7 * * * *", "every 7 minutes from the full hour on"),
        ("0 * * * *", "every hour"),
        ("5 * * * *", "every hour at minute 5"),
        ("5,35 * * * *", "every hour at the minutes 5 and 35"),
        ("0 */2 * * *", "every 2 hours"),
        ("5 */2 * * *", "every 2 hours at minute 5"),
        ("0 */6 * * *", "at 00:00, 06:00, 12:00 and 18:00 every day"),
        ("30 8 * * *", "at 08:30 every day"),
        ("30 8 * * 0", "at 08:30 every Sunday"),
        ("30 8 * * 1-5", "at 08:30 from Monday to Friday"),
        ("30 8 * * 1,3", "at 08:30 on Monday and Wednesday"),
        ("30 8 * * 1,2,6", "at 08:30 on Monday, Tuesday and Saturday"),
        ("*/15 8-17 * * *", "every 15 minutes from 08:00 to 17:59"),
        ("*/15 1,3,8-17 * * *", "every 15 minutes in the hours 1, 3 and 8-17"),
        ("* */2 * * *", "every minute in the hours 0, 2, …, 22"),
        ("0 0 1 * *", "at 00:00 on day 1 of the month"),
        ("0 0 1,15 * *", "at 00:00 on the days 1 and 15 of the month"),
        ("0 0 */2 * *", "at 00:00 every 2 days from the first of the month on"),
        ("0 0 1 1 *", "at 00:00 on day 1 of the month in January"),
        ("0 0 * 6-8 *", "at 00:00 every day in June to August"),
        ("0 0 13 * 5", "at 00:00 on day 13 of the month or every Friday"),
        (
            "0 0 */2 * 5",
            (
                "at 00:00 every 2 days from the first of the month on, if it falls on"
                " Friday"
            ),
        ),
        ("0 0 1-31 * 5", "at 00:00 every day"),
    ],
)
def test_unix_cron_in_words(text: str, sentence: str):
    assert said(timing.CRON, text) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0 6 6 ? * FR", "at 06:06:00 every Friday"),
        ("* * * * * ?", "every second"),
        ("*/10 * * * * ?", "every 10 seconds"),
        ("30 * * * * ?", "every minute at second 30"),
        ("* 30 2 * * ?", "at 02:30, then every second for a minute"),
        ("0 0 12 L * ?", "at 12:00:00 on the last day of the month"),
        ("0 0 12 L-1 * ?", "at 12:00:00 1 day before the last day of the month"),
        ("0 0 12 L-3 * ?", "at 12:00:00 3 days before the last day of the month"),
        (
            "0 0 12 LW * ?",
            "at 12:00:00 on the last workday (Monday to Friday) of the month",
        ),
        (
            "0 0 12 L-3W * ?",
            (
                "at 12:00:00 on the workday (Monday to Friday) nearest to 3 days before"
                " the last day of the month"
            ),
        ),
        (
            "0 0 12 15W * ?",
            "at 12:00:00 on the workday (Monday to Friday) nearest to day 15",
        ),
        ("0 0 12 ? * 6L", "at 12:00:00 on the last Friday of the month"),
        (
            "0 0 12 ? 7 6#3 2027-2029",
            (
                "at 12:00:00 on the third Friday of the month in July in the years"
                " 2027-2029"
            ),
        ),
        (
            "0 0 12 1 1 ? 2027",
            "at 12:00:00 on day 1 of the month in January in the year 2027",
        ),
    ],
)
def test_quartz_in_words(text: str, sentence: str):
    assert said(timing.QUARTZ, text) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("day_of_week=0 hour=8 minute=0", "at 08:00:00 every Monday"),
        ("hour=8", "every minute from 08:00 to 08:59"),
        (
            "day=1st sun,last hour=8 minute=0",
            (
                "at 08:00:00 on the last day of the month and on the first Sunday of"
                " the month"
            ),
        ),
        ("week=1 hour=8 minute=0", "at 08:00:00 every day in calendar week 1"),
    ],
)
def test_named_fields_in_words(text: str, sentence: str):
    assert said(timing.FIELDS, text) == sentence


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [
        ("1", "every second"),
        ("90", "every 90 seconds"),
        ("60", "every minute"),
        ("5400", "every 90 minutes"),
        ("7200", "every 2 hours"),
        ("86400", "every day"),
        ("604800", "every 7 days"),
    ],
)
def test_intervals_in_words(seconds: str, sentence: str):
    assert said(timing.INTERVAL, seconds) == sentence


def test_an_instant_is_told_by_the_clock_of_its_zone():
    assert said(timing.ONCE, "2026-11-16T16:56:00Z") == "once, at 2026-11-16 17:56:00"


def test_names_of_days_and_months_are_the_readers():
    with translation.override("de"):
        sentence = said(timing.CRON, "0 0 * 1 1,3")
    assert {"Montag", "Mittwoch", "Januar"} <= set(sentence.split())


@pytest.mark.parametrize(
    ("kind", "text", "parts"),
    [
        (
            timing.CRON,
            "0 8 * * 1",
            ["Monday here", "Quartz reads Sunday", "APScheduler reads Tuesday"],
        ),
        (
            timing.CRON,
            "0 8 * * 0",
            ["Sunday here", "Quartz refuses it", "APScheduler reads Monday"],
        ),
        (timing.CRON, "0 8 * * 1-5", ["Quartz reads Monday to Thursday and Sunday"]),
        (timing.QUARTZ, "0 0 8 ? * 1", ["Sunday here", "Unix cron reads Monday"]),
        (
            timing.QUARTZ,
            "0 0 8 ? * 6#3",
            ["“6” means Friday here", "Unix cron reads Saturday"],
        ),
        (timing.QUARTZ, "0 0 8 ? * 6L", ["“6” means Friday here"]),
        (
            timing.FIELDS,
            "day_of_week=0 hour=8 minute=0",
            ["Monday here", "Unix cron reads Sunday"],
        ),
        (timing.CRON, "0 0 13 * FRI", ["either is enough"]),
        (timing.CRON, "0 0 */2 * FRI", ["both days must match"]),
        (timing.FIELDS, "hour=8", ["every minute of the hour"]),
    ],
)
def test_it_is_told_where_notations_differ(kind: str, text: str, parts: list[str]):
    [warning] = words.differences(kind, text)
    for part in parts:
        assert part in warning


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (timing.CRON, "0 8 * * MON"),
        (timing.CRON, "0 8 * * *"),
        (timing.CRON, "0 8 1 * *"),
        (timing.CRON, "no cron"),
        (timing.QUARTZ, "0 0 8 ? * FRI#3"),
        (timing.QUARTZ, "0 0 8 L * ?"),
        (timing.FIELDS, "day_of_week=mon hour=8 minute=0"),
        (timing.INTERVAL, "60"),
    ],
)
def test_what_all_read_alike_is_not_warned_of(kind: str, text: str):
    assert words.differences(kind, text) == []
