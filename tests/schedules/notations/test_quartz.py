"""What six and seven fields mean: Quartz' facts, and a slow oracle."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import pytest
from croniter import croniter
from hypothesis import given

from schedules import timing
from schedules.notations import quartz
from tests.schedules.notations import calendar_oracle
from tests.schedules.notations.cron_texts import PROPERTY, instants, quartz_texts

START = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)  # a Monday


def upcoming(text: str, count: int) -> list[str]:
    recurrence = timing.recurrence(kind=timing.QUARTZ, expression=text)
    return [f"{f.at:%Y-%m-%d %H:%M:%S}" for f in recurrence.firings(START, limit=count)]


def days(text: str, count: int) -> list[str]:
    return [instant[:10] for instant in upcoming(f"0 0 12 {text}", count)]


@pytest.mark.parametrize(
    ("text", "instants"),
    [
        ("0 6 6 ? * FRI", ["2026-03-06 06:06:00", "2026-03-13 06:06:00"]),
        ("0 6 6 ? * FR", ["2026-03-06 06:06:00", "2026-03-13 06:06:00"]),
        ("*/20 * * * * ?", ["2026-03-02 12:00:20", "2026-03-02 12:00:40"]),
        ("/20 * * * * ?", ["2026-03-02 12:00:20", "2026-03-02 12:00:40"]),
        ("0 5/25 * * * ?", ["2026-03-02 12:05:00", "2026-03-02 12:30:00"]),
        ("0 0 22-2 * * ?", ["2026-03-02 22:00:00", "2026-03-02 23:00:00"]),
        ("0 0 22-2/3 * * ?", ["2026-03-02 22:00:00", "2026-03-03 01:00:00"]),
        ("0 0 12 1 1 ? 2027", ["2027-01-01 12:00:00"]),
        ("0 0 12 1 1 ? 2027/10", ["2027-01-01 12:00:00", "2037-01-01 12:00:00"]),
        ("59 59 23 31 12 ? 2099", ["2099-12-31 23:59:59"]),
        ("0 0 12 1 1 ? 2020", []),
    ],
)
def test_a_text_names_these_instants(text: str, instants: list[str]):
    assert upcoming(text, 2) == instants


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("L * ?", ["2026-03-31", "2026-04-30", "2026-05-31"]),
        ("L-3 * ?", ["2026-03-28", "2026-04-27", "2026-05-28"]),
        # 31 May 2026 is a Sunday; the workday stays in the month.
        ("LW * ?", ["2026-03-31", "2026-04-30", "2026-05-29"]),
        ("L-1W * ?", ["2026-03-30", "2026-04-29", "2026-05-29"]),
        ("15W * ?", ["2026-03-16", "2026-04-15", "2026-05-15"]),
        # 1 August 2026 is a Saturday: not back into July.
        ("1W 8 ?", ["2026-08-03", "2027-08-02"]),
        # A month without a day 31 has no workday next to it.
        ("31W * ?", ["2026-03-31", "2026-05-29", "2026-07-31"]),
        ("L-30 * ?", ["2026-05-01", "2026-07-01", "2026-08-01"]),
        ("? * 6L", ["2026-03-27", "2026-04-24", "2026-05-29"]),
        ("? * FRIL", ["2026-03-27", "2026-04-24", "2026-05-29"]),
        ("? * 6#3", ["2026-03-20", "2026-04-17", "2026-05-15"]),
        ("? * FRI#2", ["2026-03-13", "2026-04-10", "2026-05-08"]),
        ("? * 6#5", ["2026-05-29", "2026-07-31", "2026-10-30"]),
        ("? * L", ["2026-03-07", "2026-03-14", "2026-03-21"]),
        ("? * 1", ["2026-03-08", "2026-03-15", "2026-03-22"]),
        ("? * 7", ["2026-03-07", "2026-03-14", "2026-03-21"]),
        ("? * FRI-MON", ["2026-03-02", "2026-03-06", "2026-03-07"]),
        ("? * 2/2", ["2026-03-02", "2026-03-04", "2026-03-06"]),
        ("? NOV-FEB 2#1", ["2026-11-02", "2026-12-07", "2027-01-04"]),
        ("29-2 * ?", ["2026-03-02", "2026-03-29", "2026-03-30"]),
    ],
)
def test_days_are_found_as_quartz_finds_them(text: str, dates: list[str]):
    recurrence = timing.recurrence(kind=timing.QUARTZ, expression=f"0 0 12 {text}")
    found = recurrence.firings(START - dt.timedelta(seconds=1), limit=3)
    assert [str(firing.at.date()) for firing in found][: len(dates)] == dates


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("0 6 6 ? * FR", "0 6 6 ? * FRI"),
        ("0 6 6 ? * mo-fr", "0 6 6 ? * MON-FRI"),
        ("0 6 6 ? * we#2", "0 6 6 ? * WED#2"),
        ("0 6 6 ? * sal", "0 6 6 ? * SATL"),
        ("00 06 06 ? jan 6", "0 6 6 ? JAN 6"),
        ("/5 * * l-03w * ? *", "*/5 * * L-3W * ? *"),
        ("0 0 0 ? * L", "0 0 0 ? * 7"),
    ],
)
def test_a_text_has_one_canonical_form(text: str, canonical: str):
    assert quartz.parse(text).text == canonical


@pytest.mark.parametrize(
    ("text", "wildcard"),
    [
        ("0 0/15 2 * * ?", True),
        ("0 30 * * * ?", True),
        ("* 30 2 * * ?", False),
        ("0 5/15 2 * * ?", False),
    ],
)
def test_an_open_minute_or_hour_makes_a_wildcard_rule(text: str, wildcard: bool):
    assert quartz.parse(text).wildcard is wildcard


@given(
    text=quartz_texts(),
    start=instants(),
)
@PROPERTY
def test_it_agrees_with_a_slow_reading(text: str, start: dt.datetime):
    recurrence = timing.recurrence(kind=timing.QUARTZ, expression=text)
    found = recurrence.firings(start, start + dt.timedelta(days=1460), 4)
    expected = calendar_oracle.quartz(text, start.replace(tzinfo=None), 4)
    assert [f.planned_local for f in found] == expected


@pytest.mark.parametrize("day", range(1, 29))
def test_the_nearest_workday_agrees_with_croniter(day: int):
    recurrence = timing.recurrence(kind=timing.QUARTZ, expression=f"0 0 6 {day}W * ?")
    expected = islice(croniter(f"0 6 {day}W * *", START, ret_type=dt.datetime), 12)
    assert [f.at for f in recurrence.firings(START, limit=12)] == list(expected)
