"""When: from a kind and a text to the instants at which a schedule fires.

    weekdays = timing.recurrence(
        kind=timing.CRON, expression="30 8 * * 1-5", zone="Europe/Berlin"
    )
    weekdays.next(after=now)

Everything is a pure value here; what time it is, the caller says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from schedules.notations import fields, interval, once, quartz, refusals, unix
from schedules.notations.interval import MAX_INTERVAL_S
from schedules.notations.rule import CronRule
from schedules.timing import epoch
from schedules.timing.firing import (
    AFTER,
    BOTH,
    CRON,
    DROPPED,
    FIELDS,
    FIRST,
    GAPS,
    INTERVAL,
    KINDS,
    MOVED,
    ON_TIME,
    ONCE,
    QUARTZ,
    REPEATS,
    SAME_DISTANCE,
    SECOND,
    SKIP,
    Firing,
)
from schedules.timing.recurrence import Recurrence
from schedules.timing.steady import GridRecurrence, SingleRecurrence
from schedules.timing.wall import WallRecurrence
from schedules.timing.zones import Switch, switches, zone_named

__all__ = [
    "AFTER",
    "BOTH",
    "CRON",
    "DROPPED",
    "FIELDS",
    "FIRST",
    "GAPS",
    "INTERVAL",
    "KINDS",
    "MAX_INTERVAL_S",
    "MOVED",
    "ONCE",
    "ON_TIME",
    "QUARTZ",
    "REPEATS",
    "SAME_DISTANCE",
    "SECOND",
    "SKIP",
    "Firing",
    "Recurrence",
    "Switch",
    "recurrence",
    "rule",
    "switches",
]

PARSERS: Final[Mapping[str, Callable[[str], CronRule]]] = MappingProxyType(
    {CRON: unix.parse, QUARTZ: quartz.parse, FIELDS: fields.parse}
)


def recurrence(
    *,
    kind: str,
    expression: str,
    zone: str = "UTC",
    anchor: datetime | None = None,
    gap: str = AFTER,
    repeat: str = FIRST,
) -> Recurrence:
    """Return what fires as the text says; the same value for the same arguments.

    `anchor`, for an interval only: the aware datetime its grid starts at, to the
    second. `gap` and `repeat` are about switches of the clock, see GAPS and REPEATS;
    wildcard rules, intervals and single instants do not need them.
    Raises NotationError naming what cannot be read.
    """
    _check_choice("kind", kind, KINDS)
    _check_choice("gap", gap, GAPS)
    _check_choice("repeat", repeat, REPEATS)
    if kind == INTERVAL:
        return _grid(expression, anchor, zone)
    if kind == ONCE:
        return _single(expression, zone)
    return _wall(kind, expression, zone, gap, repeat)


@lru_cache(maxsize=8192)
def rule(kind: str, expression: str) -> CronRule:
    """Read a text of the kind "cron", "quartz" or "fields". Raises NotationError."""
    _check_choice("kind", kind, tuple(PARSERS))
    return PARSERS[kind](expression)


@lru_cache(maxsize=8192)
def _wall(
    kind: str, expression: str, zone: str, gap: str, repeat: str
) -> WallRecurrence:
    zone_named(zone)
    return WallRecurrence(
        kind=kind, rule=rule(kind, expression), zone=zone, gap=gap, repeat=repeat
    )


def _grid(expression: str, anchor: datetime | None, zone: str) -> GridRecurrence:
    # Not cached: nearly every interval has an anchor of its own.
    if anchor is None:
        sentence = _("An interval needs an instant to count from.")
        raise refusals.refusal("anchor", sentence)
    return GridRecurrence(
        interval_s=interval.parse(expression),
        anchor=epoch.seconds(anchor),
        zone=zone_named(zone),
    )


@lru_cache(maxsize=1024)
def _single(expression: str, zone: str) -> SingleRecurrence:
    instant = once.parse(expression)
    return SingleRecurrence(
        at=epoch.seconds(instant),
        expression=once.canonical(instant),
        zone=zone_named(zone),
    )


def _check_choice(field: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        sentence = _("%(field)s: “%(value)s” is unknown; write one of %(choices)s.")
        raise refusals.refusal(
            field,
            sentence
            % {
                "field": field,
                "value": refusals.shown(value),
                "choices": ", ".join(choices),
            },
        )
