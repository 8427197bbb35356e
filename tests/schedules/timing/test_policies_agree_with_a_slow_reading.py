"""Switch policies against the standard library's reading of each minute."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from zoneinfo import ZoneInfo

from cronsim import CronSim
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules import timing
from tests.schedules.notations.cron_texts import PROPERTY, field
from tests.schedules.timing import wall_oracle

# Switches between full hours, or by less than one, where cronsim leaps over minutes
# that do exist (and loops for ever in St. John's of 2006).
UNEVEN = {
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
}
SWITCHES = st.sampled_from(wall_oracle.SWITCHES)
EVEN_SWITCHES = st.sampled_from(
    [switch for switch in wall_oracle.SWITCHES if switch[0] not in UNEVEN]
)
HALF_SPAN = dt.timedelta(hours=15)
FEW = settings(PROPERTY, max_examples=120)


def numbers(high: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, high), min_size=1, max_size=4, unique=True).map(
        sorted
    )


def span(switch: str) -> tuple[dt.datetime, dt.datetime]:
    middle = wall_oracle.at(switch)
    return middle - HALF_SPAN, middle + HALF_SPAN


@given(
    switch=SWITCHES,
    minutes=numbers(59),
    hours=numbers(23),
    gap=st.sampled_from(timing.GAPS),
    repeat=st.sampled_from(timing.REPEATS),
)
@FEW
def test_fixed_times(
    switch: tuple[str, str], minutes: list[int], hours: list[int], gap: str, repeat: str
):
    zone, around = switch
    text = f"{','.join(map(str, minutes))} {','.join(map(str, hours))} * * *"
    recurrence = timing.recurrence(
        kind=timing.CRON, expression=text, zone=zone, gap=gap, repeat=repeat
    )
    expected = wall_oracle.fixed_times(
        zone,
        lambda naive: naive.minute in minutes and naive.hour in hours,
        span(around),
        gap=gap,
        repeat=repeat,
    )
    assert list(recurrence.firings(*span(around), with_dropped=True)) == expected


@given(switch=SWITCHES, step=st.integers(1, 59), hours=numbers(23))
@FEW
def test_wildcards(switch: tuple[str, str], step: int, hours: list[int]):
    zone, around = switch
    text = f"*/{step} {','.join(map(str, hours))} * * *"
    recurrence = timing.recurrence(kind=timing.CRON, expression=text, zone=zone)
    expected = wall_oracle.wildcards(
        zone,
        lambda naive: naive.minute % step == 0 and naive.hour in hours,
        span(around),
    )
    assert [f.at for f in recurrence.firings(*span(around))] == expected


@given(switch=EVEN_SWITCHES, minute=field(0, 59), hour=field(0, 23))
@FEW
def test_the_defaults_are_those_of_debians_cron(
    switch: tuple[str, str], minute: str, hour: str
):
    zone, around = switch
    start = wall_oracle.at(around) - HALF_SPAN
    text = f"{minute} {hour} * * *"
    recurrence = timing.recurrence(kind=timing.CRON, expression=text, zone=zone)
    simulated = islice(CronSim(text, start.astimezone(ZoneInfo(zone))), 40)
    expected = [instant.astimezone(dt.UTC) for instant in simulated]
    assert [f.at for f in recurrence.firings(start, limit=40)] == expected
