"""Days on which clocks are switched, zone by zone, as a table of facts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from schedules import timing
from tests.schedules.timing.wall_oracle import at

DAY = dt.timedelta(days=1)


def firings(expression: str, zone: str, day: str, **policy: Any) -> list[str]:
    """Return "UTC instant, planned wall clock, shift" of a local day."""
    kind = policy.pop("kind", timing.CRON)
    recurrence = timing.recurrence(
        kind=kind, expression=expression, zone=zone, **policy
    )
    noon = at(day + " 12:00")
    found = recurrence.firings(noon - 2 * DAY, noon + 2 * DAY, with_dropped=True)
    return [
        f"{f.at:%d %H:%M}, {f.planned_local:%H:%M}{', ' if f.shift else ''}{f.shift}"
        for f in found
        if str(f.planned_local).startswith(day)
    ]


@pytest.mark.parametrize(
    ("zone", "day", "expression", "after", "same_distance"),
    [
        ("Europe/Berlin", "2026-03-29", "30 2 * * *", "29 01:00", "29 01:30"),
        ("Europe/Dublin", "2026-03-29", "30 1 * * *", "29 01:00", "29 01:30"),
        ("America/New_York", "2026-03-08", "30 2 * * *", "08 07:00", "08 07:30"),
        ("America/St_Johns", "2026-03-08", "15 2 * * *", "08 05:30", "08 05:45"),
        ("America/St_Johns", "2006-04-02", "30 0 * * *", "02 03:31", "02 04:00"),
        ("America/Sao_Paulo", "2018-11-04", "0 0 * * *", "04 03:00", "04 03:00"),
        ("America/Sao_Paulo", "2018-11-04", "59 0 * * *", "04 03:00", "04 03:59"),
        ("Australia/Lord_Howe", "2026-10-04", "15 2 * * *", "03 15:30", "03 15:45"),
        ("Africa/Casablanca", "2026-03-22", "30 2 * * *", "22 02:00", "22 02:30"),
        ("Africa/Cairo", "2026-04-24", "30 0 * * *", "23 22:00", "23 22:30"),
        ("Asia/Kathmandu", "1986-01-01", "5 0 * * *", "31 18:30", "31 18:35"),
        ("Asia/Tehran", "2022-03-22", "30 0 * * *", "21 20:30", "21 21:00"),
        ("Pacific/Chatham", "2026-09-27", "0 3 * * *", "26 14:00", "26 14:15"),
        ("Pacific/Apia", "2011-12-30", "0 8 * * *", "30 10:00", "30 18:00"),
        ("Antarctica/Troll", "2026-03-29", "30 1 * * *", "29 01:00", "29 01:30"),
    ],
)
def test_a_time_in_the_gap_is_moved_or_dropped(
    zone: str, day: str, expression: str, after: str, same_distance: str
):
    minute, hour, *_days = expression.split()
    planned = f"{int(hour):02d}:{int(minute):02d}"
    assert firings(expression, zone, day) == [f"{after}, {planned}, moved"]
    assert firings(expression, zone, day, gap="same_distance") == [
        f"{same_distance}, {planned}, moved"
    ]


@pytest.mark.parametrize(
    ("zone", "day", "expression", "first", "second"),
    [
        ("Europe/Berlin", "2026-10-25", "30 2 * * *", "25 00:30", "25 01:30"),
        ("Europe/London", "2026-10-25", "30 1 * * *", "25 00:30", "25 01:30"),
        ("America/New_York", "2026-11-01", "30 1 * * *", "01 05:30", "01 06:30"),
        ("America/St_Johns", "2026-11-01", "30 1 * * *", "01 04:00", "01 05:00"),
        ("America/St_Johns", "2006-10-28", "30 23 * * *", "29 02:00", "29 03:00"),
        ("America/Sao_Paulo", "2018-02-17", "30 23 * * *", "18 01:30", "18 02:30"),
        ("Australia/Lord_Howe", "2026-04-05", "45 1 * * *", "04 14:45", "04 15:15"),
        ("Africa/Casablanca", "2026-02-15", "30 2 * * *", "15 01:30", "15 02:30"),
        ("Africa/Sao_Tome", "2019-01-01", "30 1 * * *", "01 00:30", "01 01:30"),
        ("Pacific/Chatham", "2026-04-05", "0 3 * * *", "04 13:15", "04 14:15"),
        ("Antarctica/Troll", "2026-10-25", "30 1 * * *", "24 23:30", "25 01:30"),
    ],
)
def test_a_time_that_comes_twice_is_played_as_told(
    zone: str, day: str, expression: str, first: str, second: str
):
    minute, hour, *_days = expression.split()
    planned = f"{int(hour):02d}:{int(minute):02d}"
    played = [f"{first}, {planned}", f"{second}, {planned}"]
    assert firings(expression, zone, day) == [played[0], f"{played[1]}, dropped"]
    assert firings(expression, zone, day, repeat="second") == [
        f"{played[0]}, dropped",
        played[1],
    ]
    assert firings(expression, zone, day, repeat="both") == played


def test_several_times_in_one_gap_come_down_as_one_firing_that_counts_them():
    recurrence = timing.recurrence(
        kind=timing.CRON, expression="0,30 2,3 * * *", zone="Europe/Berlin"
    )
    firing = recurrence.next(at("2026-03-29 00:00"))
    assert firing is not None
    # 02:00 and 02:30 of the gap, and 03:00, which is the same instant.
    assert (firing.at, firing.count) == (at("2026-03-29 01:00"), 3)
    following = recurrence.next(firing.at)
    assert following is not None
    assert following.at == at("2026-03-29 01:30")


def test_a_dropped_time_is_never_next_and_is_told_to_who_asks():
    recurrence = timing.recurrence(
        kind=timing.CRON, expression="30 2 * * *", zone="Europe/Berlin", gap="skip"
    )
    span = at("2026-03-29 00:00"), at("2026-03-30 12:00")
    following = recurrence.next(span[0])
    assert following is not None
    assert following.at == at("2026-03-30 00:30")
    played = [(f.at, f.shift) for f in recurrence.firings(*span)]
    assert played == [(at("2026-03-30 00:30"), "")]
    told = [(f.at, f.shift) for f in recurrence.firings(*span, with_dropped=True)]
    assert told == [(at("2026-03-29 01:30"), "dropped"), *played]


@pytest.mark.parametrize("gap", timing.GAPS)
@pytest.mark.parametrize("repeat", timing.REPEATS)
@pytest.mark.parametrize(
    ("expression", "spring", "autumn"),
    [
        ("*/30 * * * *", "00:00 00:30 01:00 01:30", "00:00 00:30 01:00 01:30"),
        ("15 * * * *", "00:15 01:15", "00:15 01:15"),
        ("*/30 2 * * *", "", "00:00 00:30 01:00 01:30"),
        ("30 */2 * * *", "", "00:30 01:30"),
    ],
)
def test_a_wildcard_rule_goes_with_the_clock_whatever_the_policies_say(
    expression: str, spring: str, autumn: str, gap: str, repeat: str
):
    recurrence = timing.recurrence(
        kind=timing.CRON,
        expression=expression,
        zone="Europe/Berlin",
        gap=gap,
        repeat=repeat,
    )

    def in_two_hours(day: str) -> str:
        begin = at(f"{day} 00:00") - dt.timedelta(seconds=1)
        end = at(f"{day} 01:59")
        found = recurrence.firings(begin, end, with_dropped=True)
        return " ".join(f"{f.at:%H:%M}" for f in found)

    assert in_two_hours("2026-03-29") == spring
    assert in_two_hours("2026-10-25") == autumn


def test_seconds_are_exact_in_the_gap_and_in_the_repeated_hour():
    assert firings(
        "15 30 2 * * ?",
        "Europe/Berlin",
        "2026-03-29",
        kind=timing.QUARTZ,
        gap="same_distance",
    ) == ["29 01:30, 02:30, moved"]
    recurrence = timing.recurrence(
        kind=timing.QUARTZ, expression="* 30 2 * * ?", zone="Europe/Berlin"
    )
    moved = recurrence.next(at("2026-03-29 00:00"))
    assert moved is not None
    assert (moved.at, moved.count) == (at("2026-03-29 01:00"), 60)
    autumn = at("2026-10-25 00:00"), at("2026-10-25 12:00")
    instants = [f.at for f in recurrence.firings(*autumn)]
    assert instants == [
        at("2026-10-25 00:30") + dt.timedelta(seconds=n) for n in range(60)
    ]


def test_an_offset_of_odd_seconds_is_exact():
    # Monrovia was 44 min 30 s behind until 1972-01-07 00:44:30 UTC.
    recurrence = timing.recurrence(
        kind=timing.CRON, expression="0 0 * * *", zone="Africa/Monrovia"
    )
    found = recurrence.firings(at("1972-01-05 12:00"), limit=3)
    assert [f"{f.at:%d %H:%M:%S}" for f in found] == [
        "06 00:44:30",
        "07 00:44:30",
        "08 00:00:00",
    ]


def test_kathmandu_keeps_its_three_quarters_of_an_hour():
    assert firings("0 6 * * *", "Asia/Kathmandu", "2026-06-01") == ["01 00:15, 06:00"]


def test_apia_skips_a_whole_day_and_goes_on():
    recurrence = timing.recurrence(
        kind=timing.CRON, expression="0 8 * * *", zone="Pacific/Apia"
    )
    found = recurrence.firings(at("2011-12-29 12:00"), limit=4)
    assert [(f"{f.at:%d %H:%M}", f.planned_local.day) for f in found] == [
        ("29 18:00", 29),
        ("30 10:00", 30),
        ("30 18:00", 31),
        ("31 18:00", 1),
    ]
