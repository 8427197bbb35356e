"""The switches the engine finds are those of the zone database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from schedules import timing
from schedules.timing import epoch, policies, zones
from tests.schedules.timing.wall_oracle import SWITCHES, at

# The reader in pure Python keeps its table where it can be seen.
READER = import_module("zoneinfo._zoneinfo")
ZONES = sorted({zone for zone, _around in SWITCHES})


def listed(zone_name: str, until: int) -> dict[int, int]:
    """Return instants and new offsets from the compiled table, 1970 till `until`."""
    zone = READER.ZoneInfo(zone_name)
    found, before = {}, int(zone._tti_before.utcoff.total_seconds())
    for second, kind in zip(zone._trans_utc, zone._ttinfos, strict=True):
        offset = int(kind.utcoff.total_seconds())
        if offset != before and 0 < second < until:
            found[second] = offset
        before = offset
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_all_switches_of_the_table_are_found_to_the_second(zone: str):
    last = epoch.start_of_year(2030)
    expected = listed(zone, last)
    until = max(expected, default=last)
    found = timing.switches(zone, epoch.instant(0), epoch.instant(until))
    assert {
        epoch.seconds(switch.at): int(switch.after.total_seconds()) for switch in found
    } == expected


def test_a_switch_tells_the_offsets_around_it():
    [switch] = timing.switches(
        "Australia/Lord_Howe", at("2026-09-01 00:00"), at("2026-10-31 00:00")
    )
    assert switch.at == at("2026-10-03 15:30")
    assert (str(switch.before), str(switch.after)) == ("10:30:00", "11:00:00")


def test_both_ends_of_the_search_are_exact():
    switch = at("2026-03-29 01:00")
    second = epoch.instant(epoch.seconds(switch) - 1)
    assert list(timing.switches("Europe/Berlin", switch, at("2026-09-01 00:00"))) == []
    assert len(list(timing.switches("Europe/Berlin", second, switch))) == 1


def test_stretches_join_without_a_hole_for_any_year():
    for year in (1970, 2026, 2099):
        found = zones.stretches("Africa/Casablanca", year)
        for one, other in pairwise(found):
            assert (one.end, one.after) == (other.start, other.offset)
            assert other.before == one.offset


@pytest.fixture
def switch_after_midnight(monkeypatch: pytest.MonkeyPatch) -> Iterator[dt.datetime]:
    """UTC pretends to have gone back by an hour half an hour into 2030."""
    switch = at("2030-01-01 00:30")

    def offset_at(_zone: ZoneInfo, second: int) -> int:
        return 3600 if second < epoch.seconds(switch) else 0

    monkeypatch.setattr(zones, "offset_at", offset_at)
    zones.stretches.cache_clear()
    policies.spans.cache_clear()
    yield switch
    zones.stretches.cache_clear()
    policies.spans.cache_clear()


@pytest.mark.parametrize(
    ("repeat", "played"),
    [
        ("first", ["2029-12-31 23:45"]),
        ("second", ["2030-01-01 00:45"]),
        ("both", ["2029-12-31 23:45", "2030-01-01 00:45"]),
    ],
)
def test_an_hour_repeated_over_new_year_is_known_to_both_years(
    switch_after_midnight: dt.datetime, repeat: str, played: list[str]
):
    recurrence = timing.recurrence(
        kind=timing.CRON, expression="45 0 * * *", repeat=repeat
    )
    span = dt.timedelta(hours=3)
    found = recurrence.firings(
        switch_after_midnight - span, switch_after_midnight + span
    )
    assert [f"{firing.at:%Y-%m-%d %H:%M}" for firing in found] == played
