"""A schedule of any notation in Quartz: it must fire at the same instants."""

from __future__ import annotations

import datetime as dt

import pytest

from dialects.robusta.sample import Planned, quartz
from schedules import timing

ANCHOR = dt.datetime(2026, 3, 2, 12, 17, 5, tzinfo=dt.UTC)


def instants(kind, expression):
    plan = timing.recurrence(kind=kind, expression=expression, anchor=ANCHOR)
    return [firing.at for firing in plan.firings(ANCHOR, None, 50)]


@pytest.mark.parametrize(
    ("kind", "expression", "said"),
    [
        ("quartz", "0 6 6 ? * FRI", "0 6 6 ? * FRI"),
        ("cron", "30 8 * * 1-5", "0 30 8 ? * MON-FRI"),
        ("cron", "*/15 * 1 * *", "0 */15 * 1 * ?"),
        ("cron", "0 0 * * 7", "0 0 0 ? * SUN"),
        ("cron", "0 0 * JAN 0", "0 0 0 ? JAN SUN"),
        ("fields", "day_of_week=0 hour=8 minute=30", "0 30 8 ? * MON"),
        ("fields", "day=last hour=0 minute=0", "0 0 0 L * ?"),
        ("fields", "year=2027 hour=1 minute=2 second=3", "3 2 1 * * ? 2027"),
        ("interval", "10", "5/10 * * ? * *"),
        ("interval", "60", "5 17/1 * ? * *"),
        ("interval", "900", "5 2/15 * ? * *"),
        ("interval", "3600", "5 17 12/1 ? * *"),
        ("interval", "21600", "5 17 0/6 ? * *"),
        ("interval", "86400", "5 17 12 ? * *"),
    ],
)
def test_it_is_said_in_quartz(kind, expression, said):
    text = quartz(Planned(kind=kind, expression=expression, anchor=ANCHOR))

    assert text
    assert instants("quartz", text) == instants(kind, expression)
    if kind != "interval":
        assert text == said


@pytest.mark.parametrize(
    ("kind", "expression"),
    [
        # Either day, as cron means it; both days, as named fields do.
        ("cron", "0 0 13 * 5"),
        ("fields", "day=13 day_of_week=fri"),
        ("fields", "week=1"),
        ("fields", "day='1st mon'"),
        ("interval", "7"),
        ("interval", "420"),
        ("interval", "5400"),
        ("interval", "172800"),
        ("once", "2026-03-02T12:00:00Z"),
        ("nonsense", "x"),
    ],
)
def test_what_it_cannot_say_it_does_not_say(kind, expression):
    assert quartz(Planned(kind=kind, expression=expression, anchor=ANCHOR)) == ""
