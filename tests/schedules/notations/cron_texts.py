"""Strategies that write readable expressions, item by item."""

from __future__ import annotations

import datetime as dt

from hypothesis import settings
from hypothesis import strategies as st

from schedules.notations import grammar, unix

# The same examples each time: a run that fails can be run again.
PROPERTY = settings(max_examples=150, deadline=None, derandomize=True)

MONTHS = list(grammar.MONTHS)
DAYS = list(unix.WEEKDAYS)


@st.composite
def _item(draw: st.DrawFn, low: int, high: int, *, max_step: int, quartz: bool):
    first, last = draw(st.integers(low, high)), draw(st.integers(low, high))
    if not quartz:
        first, last = sorted((first, last))
    step = draw(st.integers(1, max_step))
    if first == last:
        return f"{first}"  # cronsim takes 0-0/5 for 0/5
    shapes = [f"{first}", f"{first}-{last}", f"{first}-{last}/{step}", f"*/{step}"]
    if quartz:
        shapes.append(f"{first}/{step}")
    return draw(st.sampled_from(shapes))


def field(low: int, high: int, *, quartz: bool = False) -> st.SearchStrategy[str]:
    """A star, often; else a list of one to three items."""
    item = _item(low, high, max_step=min(high, 59), quartz=quartz)
    listed = st.lists(item, min_size=1, max_size=3).map(",".join)
    return st.one_of(st.just("*"), listed)


def unix_texts() -> st.SearchStrategy[str]:
    """Five fields that fire at least once in a few years."""
    return st.tuples(
        field(0, 59),
        field(0, 23),
        field(1, 28),
        st.one_of(field(1, 12), st.sampled_from(MONTHS)),
        st.one_of(field(0, 6), st.sampled_from([*DAYS, "mon-fri", "5-7", "1,7"])),
    ).map(" ".join)


def quartz_texts() -> st.SearchStrategy[str]:
    """Six fields; every special of day of month and day of week among them."""
    day = st.one_of(
        field(1, 31, quartz=True),
        st.sampled_from(["L", "LW", "15W", "1W", "31W", "L-3", "L-1W", "L-30"]),
        st.integers(1, 31).map("{}W".format),
        st.integers(0, 30).map("L-{}".format),
        st.integers(0, 30).map("L-{}W".format),
    )
    weekday = st.one_of(
        field(1, 7, quartz=True),
        st.builds("{}#{}".format, st.integers(1, 7), st.integers(1, 5)),
        st.integers(1, 7).map("{}L".format),
        st.sampled_from(["L", "FRI#2", "FRIL", "FRI-MON", "MON-FRI", "SUN,WED"]),
    )
    days = st.one_of(day.map(lambda text: (text, "?")), weekday.map(lambda t: ("?", t)))
    return st.tuples(
        st.one_of(st.just("0"), field(0, 59, quartz=True)),
        field(0, 59, quartz=True),
        field(0, 23, quartz=True),
        days,
        st.one_of(field(1, 12, quartz=True), st.sampled_from([*MONTHS, "NOV-FEB"])),
    ).map(lambda t: f"{t[0]} {t[1]} {t[2]} {t[3][0]} {t[4]} {t[3][1]}")


def named_fields() -> st.SearchStrategy[dict[str, str]]:
    """Some of APScheduler's fields, positions in the month among them."""
    day = st.one_of(
        st.lists(tight_item(1, 31), min_size=1, max_size=2).map(",".join),
        st.sampled_from(["last", "1st sun", "5th fri", "last mon", "10,last,2nd tue"]),
    )
    weekday = st.one_of(tight_item(0, 6), st.sampled_from(["mon", "tue-fri", "sat"]))
    return st.fixed_dictionaries(
        {"hour": tight_item(0, 23), "minute": tight_item(0, 59)},
        optional={
            "year": st.sampled_from(["2020-2060", "*/2", "2021/3"]),
            "month": st.one_of(tight_item(1, 12), st.sampled_from(["jan", "mar-oct"])),
            "day": day,
            "week": tight_item(1, 53),
            "day_of_week": weekday,
            "second": tight_item(0, 59),
        },
    )


@st.composite
def tight_item(draw: st.DrawFn, low: int, high: int):
    """One item whose step fits its range, as APScheduler wants it."""
    first = draw(st.integers(low, high))
    last = draw(st.integers(first, high))
    shapes = ["*", f"*/{draw(st.integers(1, high - low))}", f"{first}"]
    shapes.append(f"{first}-{last}")
    if last > first:
        step = draw(st.integers(1, last - first))
        shapes += [f"{first}-{last}/{step}", f"{first}/{step}"]
    return draw(st.sampled_from(shapes))


def instants() -> st.SearchStrategy[dt.datetime]:
    """Whole seconds of a lifetime, aware, in UTC."""
    seconds = st.integers(946_684_800, 2_840_140_800)  # 2000 to 2060
    return seconds.map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))
