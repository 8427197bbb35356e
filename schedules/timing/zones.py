"""When the clocks of a zone are switched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from schedules.notations import refusals
from schedules.timing.epoch import DAY, instant, seconds, start_of_year, year_of

MARGIN = 3 * DAY  # more than any switch reaches: Apia once skipped a whole day
MACHINE_ZONES = {"localtime", "Factory", "posixrules"}  # mean nothing elsewhere


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A time without a switch: [start, end) in UTC seconds, offsets in seconds.

    `before` and `after` are the offsets just before the start and from the end on;
    equal to `offset` where the stretch ends only because a year does.
    """

    start: int
    end: int
    offset: int
    before: int
    after: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """A zone's clocks change at an instant (aware, UTC) from one offset to another."""

    at: datetime
    before: timedelta
    after: timedelta


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones() - MACHINE_ZONES)


def zone_named(name: str) -> ZoneInfo:
    """Return a zone of the IANA database. Raises NotationError for any other name."""
    if name not in _known_zones():
        sentence = _(
            "“%(name)s” is no known time zone; write one such as Europe/Berlin or UTC."
        )
        values = {"name": refusals.shown(name)}
        raise refusals.refusal("timezone", sentence % values)
    return ZoneInfo(name)


def offset_at(zone: ZoneInfo, second: int) -> int:
    """Return what is added to UTC at an instant, in seconds."""
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    assert offset is not None
    return offset.days * DAY + offset.seconds


@lru_cache(maxsize=1024)
def stretches(zone_name: str, year: int) -> tuple[Stretch, ...]:
    """Return the stretches of a UTC year and some days around it, in order."""
    zone = ZoneInfo(zone_name)
    start, end = start_of_year(year) - MARGIN, start_of_year(year + 1) + MARGIN
    edges = [start, *_edges(zone, start, end), end]
    offsets = [offset_at(zone, edge) for edge in edges[:-1]]
    before = [offsets[0], *offsets]
    after = [*offsets[1:], offsets[-1]]
    return tuple(
        Stretch(
            start=edges[n],
            end=edges[n + 1],
            offset=offset,
            before=before[n],
            after=after[n],
        )
        for n, offset in enumerate(offsets)
    )


def switches(zone_name: str, after: datetime, until: datetime) -> Iterator[Switch]:
    """Yield the switches later than `after`, up to and including `until`."""
    first, last = seconds(after) + 1, seconds(until)
    for year in range(year_of(first), year_of(last) + 1):
        year_start, year_end = start_of_year(year), start_of_year(year + 1)
        for stretch in stretches(zone_name, year):
            inside = max(first, year_start) <= stretch.start < min(last + 1, year_end)
            if inside and stretch.offset != stretch.before:
                yield Switch(
                    at=instant(stretch.start),
                    before=timedelta(seconds=stretch.before),
                    after=timedelta(seconds=stretch.offset),
                )


def _edges(zone: ZoneInfo, start: int, end: int) -> Iterator[int]:
    # zoneinfo does not tell its table. Looking once a day finds every switch there
    # ever was since 1970: no zone has gone forth and back within a day.
    left, offset = start, offset_at(zone, start)
    for right in range(start + DAY, end + DAY, DAY):
        right_offset = offset_at(zone, right)
        if right_offset != offset:
            yield from _edges_between(zone, left, right)
        left, offset = right, right_offset


def _edges_between(zone: ZoneInfo, left: int, right: int) -> Iterator[int]:
    """Halve until one second is left; both halves may hold a switch."""
    if offset_at(zone, left) == offset_at(zone, right):
        return
    if right - left == 1:
        yield right
        return
    middle = (left + right) // 2
    yield from _edges_between(zone, left, middle)
    yield from _edges_between(zone, middle, right)
