"""A slow second reading of the switch policies, by PEP 495 and minute by minute.

The standard library says of each wall-clock minute whether it exists, and what fold 0
and fold 1 of it are in UTC. No list of switches is made, and no span.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import groupby
from zoneinfo import ZoneInfo

from schedules.timing import Firing

MINUTE = dt.timedelta(minutes=1)
REACH = dt.timedelta(days=2)

# Switches of many sizes and hours; their instants are in UTC.
SWITCHES = [
    ("Europe/Berlin", "2026-03-29 01:00"),
    ("Europe/Berlin", "2026-10-25 01:00"),
    ("America/New_York", "2026-03-08 07:00"),
    ("America/New_York", "2026-11-01 06:00"),
    ("Australia/Lord_Howe", "2026-04-04 15:00"),
    ("Australia/Lord_Howe", "2026-10-03 15:30"),
    ("America/Sao_Paulo", "2018-02-18 02:00"),
    ("America/Sao_Paulo", "2018-11-04 03:00"),
    ("Africa/Casablanca", "2026-02-15 02:00"),
    ("Africa/Casablanca", "2026-03-22 02:00"),
    ("Asia/Kathmandu", "1985-12-31 18:30"),
    ("Pacific/Apia", "2011-12-30 10:00"),
    ("America/St_Johns", "2006-04-02 03:31"),
    ("America/St_Johns", "2006-10-29 02:31"),
    ("Pacific/Chatham", "2026-09-26 14:00"),
    ("Asia/Tehran", "2022-03-21 20:30"),
    ("Antarctica/Troll", "2026-03-29 01:00"),
    ("Antarctica/Troll", "2026-10-25 01:00"),
    ("Africa/Cairo", "2026-04-23 22:00"),
    # At the edge of a UTC year, where the engine changes its tables.
    ("Africa/Sao_Tome", "2019-01-01 01:00"),
    ("Africa/Bissau", "1975-01-01 01:00"),
    ("Africa/Tripoli", "1981-12-31 22:00"),
]


def at(text: str) -> dt.datetime:
    """Return an aware instant from its text in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def fixed_times(
    zone: str,
    planned: Callable[[dt.datetime], bool],
    span: tuple[dt.datetime, dt.datetime],
    *,
    gap: str,
    repeat: str,
) -> list[Firing]:
    """Return the firings, dropped ones too, of a rule that is not a wildcard's."""
    after, until = span
    strikes = [
        strike
        for naive in _naive_minutes(after - REACH, until + REACH)
        if planned(naive)
        for strike in _strikes(naive, ZoneInfo(zone), gap, repeat)
    ]
    strikes = sorted(strike for strike in strikes if after < strike[0] <= until)
    return [_merged(list(same)) for _at, same in groupby(strikes, key=lambda s: s[0])]


def wildcards(
    zone: str,
    planned: Callable[[dt.datetime], bool],
    span: tuple[dt.datetime, dt.datetime],
) -> list[dt.datetime]:
    """Return the instants at which the zone's clock shows a planned time."""
    after, until = span
    minutes = int((until - after) / MINUTE)
    instants = [after + (n + 1) * MINUTE for n in range(minutes)]
    return [
        instant
        for instant in instants
        if planned(instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None))
    ]


def _naive_minutes(start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    naive = start.replace(tzinfo=None)
    while naive < end.replace(tzinfo=None):
        yield naive
        naive += MINUTE


def _strikes(
    naive: dt.datetime, zone: ZoneInfo, gap: str, repeat: str
) -> list[tuple[dt.datetime, bool, dt.datetime, str]]:
    """Return (instant, dropped, planned, shift) for one planned minute."""
    first, second = (_utc(naive, zone, fold) for fold in (0, 1))
    if not _exists(naive, zone):
        if gap == "skip":
            return [(first, True, naive, "dropped")]
        # Fold 0 of a time that does not exist goes by the offset before the gap.
        moved = first if gap == "same_distance" else _end_of_gap(naive, zone)
        return [(moved, False, naive, "moved")]
    if first == second:
        return [(first, False, naive, "")]
    passes = [(first, repeat in {"first", "both"}), (second, repeat != "first")]
    return [(i, not on, naive, "" if on else "dropped") for i, on in passes]


def _end_of_gap(naive: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    while not _exists(naive, zone):
        naive += MINUTE
    return _utc(naive, zone, 0)


def _utc(naive: dt.datetime, zone: ZoneInfo, fold: int) -> dt.datetime:
    return naive.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC)


def _exists(naive: dt.datetime, zone: ZoneInfo) -> bool:
    return _utc(naive, zone, 0).astimezone(zone).replace(tzinfo=None) == naive


def _merged(same: list[tuple[dt.datetime, bool, dt.datetime, str]]) -> Firing:
    instant, _dropped, planned, shift = same[0]
    return Firing(at=instant, planned_local=planned, shift=shift, count=len(same))
