"""What five fields mean, as a table of facts and against cronsim."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import pytest
from celery.schedules import crontab_parser
from cronsim import CronSim
from hypothesis import given

from schedules import timing
from schedules.notations import unix
from schedules.notations.rule import members
from tests.schedules.notations.cron_texts import PROPERTY, instants, unix_texts

START = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)  # a Monday


def upcoming(text: str, count: int = 3) -> list[str]:
    recurrence = timing.recurrence(kind=timing.CRON, expression=text)
    return [f"{f.at:%Y-%m-%d %H:%M}" for f in recurrence.firings(START, limit=count)]


@pytest.mark.parametrize(
    ("text", "instants"),
    [
        ("* * * * *", ["2026-03-02 12:01", "2026-03-02 12:02"]),
        ("*/20 * * * *", ["2026-03-02 12:20", "2026-03-02 12:40", "2026-03-02 13:00"]),
        ("5,10-12 13 * * *", ["2026-03-02 13:05", "2026-03-02 13:10"]),
        ("0 0-23/8 * * *", ["2026-03-02 16:00", "2026-03-03 00:00"]),
        ("0 6 * * mon-FRI", ["2026-03-03 06:00", "2026-03-04 06:00"]),
        ("0 6 * * 1-5", ["2026-03-03 06:00", "2026-03-04 06:00"]),
        ("0 0 * * 0", ["2026-03-08 00:00", "2026-03-15 00:00"]),
        ("0 0 * * 7", ["2026-03-08 00:00", "2026-03-15 00:00"]),
        ("0 0 * * fri-sun", ["2026-03-06 00:00", "2026-03-07 00:00"]),
        ("0 0 1 jan,JUL *", ["2026-07-01 00:00", "2027-01-01 00:00"]),
        ("0 0 31 * *", ["2026-03-31 00:00", "2026-05-31 00:00"]),
        ("0 0 29 2 *", ["2028-02-29 00:00", "2032-02-29 00:00"]),
        # Either day is enough …
        ("0 0 13 * 5", ["2026-03-06 00:00", "2026-03-13 00:00", "2026-03-20 00:00"]),
        ("0 0 29 2 1", ["2027-02-01 00:00", "2027-02-08 00:00"]),
        # … unless one of the fields begins with a star.
        ("0 0 */2 * 1", ["2026-03-09 00:00", "2026-03-23 00:00"]),
        ("0 0 29 2 */7", ["2032-02-29 00:00", "2060-02-29 00:00"]),
        ("@hourly", ["2026-03-02 13:00", "2026-03-02 14:00"]),
        ("@daily", ["2026-03-03 00:00", "2026-03-04 00:00"]),
        ("@midnight", ["2026-03-03 00:00", "2026-03-04 00:00"]),
        ("@weekly", ["2026-03-08 00:00", "2026-03-15 00:00"]),
        ("@monthly", ["2026-04-01 00:00", "2026-05-01 00:00"]),
        ("@yearly", ["2027-01-01 00:00", "2028-01-01 00:00"]),
        ("@Annually", ["2027-01-01 00:00", "2028-01-01 00:00"]),
    ],
)
def test_a_text_names_these_instants(text: str, instants: list[str]):
    assert upcoming(text, len(instants)) == instants


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("  00 6\t* *  1-5 ", "0 6 * * 1-5"),
        ("0 0 * * 7", "0 0 * * 0"),
        ("0 0 * jan mon", "0 0 * JAN MON"),
        ("*/05 * * * *", "*/5 * * * *"),
        ("@daily", "0 0 * * *"),
    ],
)
def test_a_text_has_one_canonical_form(text: str, canonical: str):
    assert unix.parse(text).text == canonical


def test_two_texts_of_one_meaning_are_equal():
    assert unix.parse("0,30 8 * * 1-5") == unix.parse("00,30 8 * * MON-FRI")


@pytest.mark.parametrize(
    ("text", "wildcard"),
    [
        ("*/5 2 * * *", True),
        ("0 * * * *", True),
        ("0 */2 * * *", True),
        ("0-59 0-23 * * *", False),
        ("30 2 * * *", False),
    ],
)
def test_a_star_in_minute_or_hour_makes_a_wildcard_rule(text: str, wildcard: bool):
    assert unix.parse(text).wildcard is wildcard


@given(
    text=unix_texts(),
    start=instants(),
)
@PROPERTY
def test_it_agrees_with_cronsim(text: str, start: dt.datetime):
    recurrence = timing.recurrence(kind=timing.CRON, expression=text)
    expected = list(islice(CronSim(text, start), 5))
    assert [f.at for f in recurrence.firings(start, limit=5)] == expected


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("*/15 8-17 * * 1-5", ("*/15", "8-17", "*", "*", "1-5")),
        ("0 0 * * 7", ("0", "0", "*", "*", "0")),
        ("5,10 0 1 1-3 *", ("5,10", "0", "1", "1-3", "*")),
        ("0 0 */2 * 1", ("0", "0", "*/2", "*", "1")),
        ("0 0 1-31 * 5", ("0", "0", "*", "*", "*")),
    ],
)
def test_celery_can_say_it_with_these_fields(text: str, fields: tuple[str, ...]):
    said = unix.celery_fields(unix.parse(text))
    assert said is not None
    assert tuple(said.values()) == fields


def test_celery_cannot_say_that_either_day_is_enough():
    assert unix.celery_fields(unix.parse("0 0 13 * 5")) is None


@given(text=unix_texts())
@PROPERTY
def test_celery_reads_the_fields_as_the_same_numbers(text: str):
    rule = unix.parse(text)
    said = unix.celery_fields(rule)
    if said is None:
        assert rule.days.either
        return
    assert crontab_parser(60).parse(said["minute"]) == set(rule.minutes)
    assert crontab_parser(24).parse(said["hour"]) == set(rule.hours)
    assert crontab_parser(12, 1).parse(said["month_of_year"]) == set(rule.months)
    if not rule.days.either:
        days = crontab_parser(31, 1).parse(said["day_of_month"])
        assert days == set(members(rule.days.numbers))
        weekdays = crontab_parser(7).parse(said["day_of_week"])
        assert {(day - 1) % 7 for day in weekdays} == set(members(rule.days.weekdays))
