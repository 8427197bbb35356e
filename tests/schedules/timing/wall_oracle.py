"""A slow second reading of the switch policies, by PEP 495 and minute by minute.

The standard library says of each wall-clock minute whether it exists, and what fold 0
and fold 1 of it are in UTC. No list of switches is made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from schedules import timing
from schedules.timing import Firing

MINUTE = dt.timedelta(minutes=1)
DAYS = dt.timedelta(days=2)

# Switches of many sizes and hours; the instants are in UTC.
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
    ("America/St_Johns", "2026-11-01 04:30"),
    ("Pacific/Chatham", "2026-09-26 14:00"),
    ("Asia/Tehran", "2022-03-21 20:30"),
    ("Antarctica/Troll", "2026-03-29 01:00"),
    ("Antarctica/Troll", "2026-10-25 01:00"),
    ("Africa/Cairo", "2026-04-23 22:00"),
    ("Europe/London", "2026-10-25 01:00"),
    # On the very edge of a year, where the engine's tables end.
    ("Asia/Pyongyang", "2015-08-14 15:00"),
    ("America/Caracas", "2007-12-09 07:00"),
    ("Asia/Dili", "2000-09-16 16:00"),
]


def instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
