"""The sample requests of the parameters page: a row of a list in this door's fields;
pure."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialects.robusta import mapping
from schedules import timing
from schedules.choices import Kind
from schedules.exceptions import NotationError
from schedules.notations import fields

CONTENT_TYPE: Final = "application/json; charset=utf-8"
# What stands in the sample where the caller's own key belongs.
USER, PASSWORD = "KEY_ID", "SECRET"
SPID: Final = "{robustaSpid}"

_UNIX_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_NAMED_DAYS: Final = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
# A day's number, and no step.
_DAY: Final = re.compile(r"(?<![/\d])\d(?!\d)")
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """When a schedule fires, and how often a run of it is repeated."""

    kind: str
    expression: str
    # In the schedule's zone.
    anchor: dt.datetime
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    most_firings: int | None = None
    repeats: int = 0
    input: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_once(self) -> bool:
        return self.most_firings == 1 or self.kind == Kind.ONCE


def body(
    name: str,
    *,
    values: Mapping[str, Any],
    worker: str = "",
    planned: Planned | None = None,
    zone: ZoneInfo,
) -> dict[str, Any]:
    """All nine fields, in the document's order; what says nothing is empty."""
    starts_at = planned and (_instant(planned) or planned.starts_at)
    ends_at = planned and planned.ends_at
    return {
        "values": {**values, **(planned.input if planned else {})},
        "quartzDef": quartz(planned) if planned else "",
        "startDate": mapping.moment(starts_at, zone) if starts_at else "",
        "endDate": mapping.moment(ends_at, zone) if ends_at else "",
        "runOnce": "Y" if planned and planned.is_once else "N",
        "runImmediately": "N" if planned else "Y",
        "retryCount": str(planned.repeats if planned else 0),
        "name": name,
        "worker": worker,
    }


def shown(body: Mapping[str, Any]) -> str:
    return json.dumps(body, indent=2, ensure_ascii=False)


def start_curl(url: str, body: Mapping[str, Any]) -> str:
    """The start as a line for a shell."""
    return " \\\n  ".join(
        (
            f"curl -X POST {shlex.quote(url)}",
            f"-u {USER}:{PASSWORD}",
            f"-H {shlex.quote(f'Content-Type: {CONTENT_TYPE}')}",
            f"--data-raw {shlex.quote(json.dumps(body, ensure_ascii=False))}",
        )
    )


def status_curl(url: str) -> str:
    return f"curl {shlex.quote(url)} \\\n  -u {USER}:{PASSWORD}"


def quartz(planned: Planned) -> str:
    """What fires as the plan does, in Quartz; "" where Quartz cannot say it."""
    turned = {
        Kind.QUARTZ: lambda: planned.expression,
        Kind.CRON: lambda: _of_unix(planned.expression),
        Kind.FIELDS: lambda: _of_fields(planned.expression),
        Kind.INTERVAL: lambda: _of_interval(int(planned.expression), planned.anchor),
    }
    try:
        text = turned[Kind(planned.kind)]()
        return timing.rule(timing.QUARTZ, text).text
    except (KeyError, ValueError, NotationError):
        return ""


def _instant(planned: Planned) -> dt.datetime | None:
    if planned.kind != Kind.ONCE:
        return None
    return dt.datetime.fromisoformat(planned.expression)


def _of_unix(expression: str) -> str:
    minute, hour, day, month, weekday = expression.split()
    days = _days(day, _named(weekday, _UNIX_DAYS))
    return f"0 {minute} {hour} {days[0]} {month} {days[1]}"


def _of_fields(expression: str) -> str:
    of = fields.named(expression)
    if of["week"] != "*":
        return ""
    weekday = _named(of["day_of_week"], _NAMED_DAYS)
    day, weekday = _days("L" if of["day"] == "last" else of["day"], weekday)
    times = f"{of['second']} {of['minute']} {of['hour']}"
    year = "" if of["year"] == "*" else f" {of['year']}"
    return f"{times} {day} {of['month']} {weekday}{year}"


def _days(day: str, weekday: str) -> tuple[str, str]:
    """Exactly one of both is `?` in Quartz; it knows no day that must be both."""
    if weekday == "*":
        return day, "?"
    if day == "*":
        return "?", weekday
    raise ValueError(day)


def _named(weekday: str, names: tuple[str, ...]) -> str:
    return _DAY.sub(lambda found: names[int(found[0])], weekday.upper())


def _of_interval(seconds: int, anchor: dt.datetime) -> str:
    """Where it strikes at the same times of each day."""
    second, minute, hour = anchor.second, anchor.minute, anchor.hour
    if seconds < _MINUTE_S and _MINUTE_S % seconds == 0:
        return f"{second % seconds}/{seconds} * * ? * *"
    if seconds < _HOUR_S and seconds % _MINUTE_S == 0 == _HOUR_S % seconds:
        minutes = seconds // _MINUTE_S
        return f"{second} {minute % minutes}/{minutes} * ? * *"
    if seconds == _DAY_S:
        return f"{second} {minute} {hour} ? * *"
    if seconds < _DAY_S and seconds % _HOUR_S == 0 == _DAY_S % seconds:
        hours = seconds // _HOUR_S
        return f"{second} {minute} {hour % hours}/{hours} ? * *"
    return ""
