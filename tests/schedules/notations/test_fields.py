"""What APScheduler's eight named fields mean, as Turm uses them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given

from schedules import timing
from schedules.notations import fields
from tests.schedules.notations import calendar_oracle
from tests.schedules.notations.cron_texts import PROPERTY, instants, named_fields

START = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)  # a Monday


@pytest.mark.parametrize(
    ("text", "instants"),
    [
        ("day_of_week=0 hour=8 minute=0", ["2026-03-09 08:00:00", "2026-03-16"]),
        ("day_of_week=mon hour=8 minute=0", ["2026-03-09 08:00:00", "2026-03-16"]),
        ("day_of_week=6 hour=8 minute=0", ["2026-03-08 08:00:00", "2026-03-15"]),
        ("hour=8", ["2026-03-03 08:00:00", "2026-03-03 08:01:00"]),
        ("second=*/30", ["2026-03-02 12:00:30", "2026-03-02 12:01:00"]),
        ("minute=5/25", ["2026-03-02 12:05:00", "2026-03-02 12:30:00"]),
        # All given fields must match, the two days as well.
        ("day=29 month=2 day_of_week=0 hour=0 minute=0", ["2044-02-29", "2072-02-29"]),
        ("day=last hour=0 minute=0", ["2026-03-31", "2026-04-30"]),
        ("day=1st sun hour=0 minute=0", ["2026-04-05", "2026-05-03"]),
        ("day=last fri hour=0 minute=0", ["2026-03-27", "2026-04-24"]),
        ("day='15, 2nd tue' hour=0 minute=0", ["2026-03-10", "2026-03-15"]),
        ("week=53 day_of_week=0 hour=0 minute=0", ["2026-12-28", "2032-12-27"]),
        ("week=53 day_of_week=4 hour=0 minute=0", ["2027-01-01", "2032-12-31"]),
        ("year=2027 month=jan-feb day=1 hour=0 minute=0", ["2027-01-01", "2027-02-01"]),
    ],
)
def test_fields_name_these_instants(text: str, instants: list[str]):
    recurrence = timing.recurrence(kind=timing.FIELDS, expression=text)
    found = [str(firing.at) for firing in recurrence.firings(START, limit=2)]
    assert len(found) == 2
    for instant, expected in zip(found, instants, strict=True):
        assert instant.startswith(expected)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("minute=0 hour=8 day_of_week=0", "day_of_week=0 hour=8 minute=0"),
        ("hour = 8, minute = '0'", "hour=8 minute=0"),
        ("second=0 minute=*", "second=0"),
        ("day=1ST  SUN,05 second=30", "day=5,1st sun second=30"),
        ("DAY_OF_WEEK=MON-FRI", "day_of_week=mon-fri"),
    ],
)
def test_a_text_has_one_canonical_form(text: str, canonical: str):
    assert fields.parse(text).text == canonical


def test_fields_given_by_name_become_a_text():
    told = {"minute": 0, "hour": 8, "day_of_week": 0, "second": "0", "year": "*"}
    assert fields.joined(told) == "day_of_week=0 hour=8 minute=0"


def test_all_eight_fields_can_be_told_in_their_order():
    assert fields.named("hour=8 day_of_week=0") == {
        "year": "*",
        "month": "*",
        "day": "*",
        "week": "*",
        "day_of_week": "0",
        "hour": "8",
        "minute": "*",
        "second": "0",
    }


@given(told=named_fields(), start=instants())
@PROPERTY
def test_they_agree_with_a_slow_reading(told: dict[str, str], start: dt.datetime):
    recurrence = timing.recurrence(kind=timing.FIELDS, expression=fields.joined(told))
    found = recurrence.firings(start, start + dt.timedelta(days=1460), 4)
    expected = calendar_oracle.named(told, start.replace(tzinfo=None), 4)
    assert [f.planned_local for f in found] == expected
