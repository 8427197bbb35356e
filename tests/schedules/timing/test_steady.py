"""Intervals and single instants: no wall clock, no switch."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules import timing
from schedules.timing import Recurrence
from tests.schedules.notations.cron_texts import PROPERTY, instants
from tests.schedules.timing.wall_oracle import at

ANCHOR = at("2026-03-02 12:00:10")


def every(seconds: int, zone: str = "UTC") -> Recurrence:
    return timing.recurrence(
        kind=timing.INTERVAL, expression=str(seconds), zone=zone, anchor=ANCHOR
    )


@pytest.mark.parametrize(
    ("after", "following"),
    [
        ("2026-03-02 11:00:00", "2026-03-02 12:00:10"),
        ("2026-03-02 12:00:10", "2026-03-02 12:15:10"),
        ("2026-03-02 12:15:09", "2026-03-02 12:15:10"),
        ("2027-03-02 12:15:10", "2027-03-02 12:30:10"),
    ],
)
def test_an_interval_is_a_grid_from_its_anchor_on(after: str, following: str):
    firing = every(900).next(at(after))
    assert firing is not None
    assert firing.at == at(following)


@given(
    seconds=st.integers(1, timing.MAX_INTERVAL_S), start=instants(), later=instants()
)
@PROPERTY
def test_the_grid_is_the_arithmetic_one(
    seconds: int, start: dt.datetime, later: dt.datetime
):
    recurrence = every(seconds)
    firing = recurrence.next(start)
    assert firing is not None
    distance = int((firing.at - ANCHOR).total_seconds())
    assert distance % seconds == 0
    assert firing.at > start
    assert distance == 0 or firing.at - dt.timedelta(seconds=seconds) <= start
    if recurrence.count(start, later) < 1_000:
        assert recurrence.count(start, later) == len(
            list(recurrence.firings(start, later))
        )


def test_switches_leave_an_interval_alone():
    found = every(3600, "Europe/Berlin").firings(at("2026-03-29 00:00:00"), limit=3)
    told = [(f"{f.at:%H:%M}", f"{f.planned_local:%H:%M}", f.shift) for f in found]
    assert told == [
        ("00:00", "01:00", ""),
        ("01:00", "03:00", ""),
        ("02:00", "04:00", ""),
    ]


def test_once_is_once():
    recurrence = timing.recurrence(
        kind=timing.ONCE, expression="2026-11-16T16:56:00Z", zone="Europe/Berlin"
    )
    instant = at("2026-11-16 16:56:00")
    [firing] = recurrence.firings(instant - dt.timedelta(days=9))
    assert firing.at == instant
    assert firing.planned_local == dt.datetime(2026, 11, 16, 17, 56)  # noqa: DTZ001
    assert recurrence.next(instant) is None
    assert recurrence.count(instant - dt.timedelta(1), instant) == 1
    assert recurrence.count(instant, instant + dt.timedelta(1)) == 0


def test_the_canonical_text_is_kept():
    assert every(60).expression == "60"
    once = timing.recurrence(kind=timing.ONCE, expression="2026-11-16 16:56+01:00")
    assert once.expression == "2026-11-16T15:56:00Z"
