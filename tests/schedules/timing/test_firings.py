"""What a recurrence promises about its firings, whatever it is made of."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from schedules import timing
from schedules.notations import fields
from schedules.timing import Recurrence
from tests.schedules.notations.cron_texts import (
    PROPERTY,
    instants,
    named_fields,
    quartz_texts,
    unix_texts,
)
from tests.schedules.timing.wall_oracle import SWITCHES, at

ZONES = sorted({zone for zone, _around in SWITCHES})
TEXTS = st.one_of(
    unix_texts().map(lambda text: (timing.CRON, text)),
    quartz_texts().map(lambda text: (timing.QUARTZ, text)),
    named_fields().map(lambda told: (timing.FIELDS, fields.joined(told))),
)


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    kind, expression = draw(TEXTS)
    return timing.recurrence(
        kind=kind,
        expression=expression,
        zone=draw(st.sampled_from(ZONES)),
        gap=draw(st.sampled_from(timing.GAPS)),
        repeat=draw(st.sampled_from(timing.REPEATS)),
    )


def near_switches() -> st.SearchStrategy[dt.datetime]:
    """Instants within a day of a switch, or any others."""
    minutes = st.integers(-1_440, 1_440).map(lambda n: dt.timedelta(minutes=n))
    around = st.sampled_from([at(instant) for _zone, instant in SWITCHES])
    return st.one_of(instants(), st.builds(lambda a, m: a + m, around, minutes))


@given(recurrence=recurrences(), start=near_switches())
@PROPERTY
def test_next_is_strictly_later_and_nothing_lies_between(
    recurrence: Recurrence, start: dt.datetime
):
    firing = recurrence.next(start)
    if firing is None:
        return
    assert firing.at > start
    moment = dt.timedelta(seconds=1)
    between = start + (firing.at - start) / 2
    # Asked anew from before, between, and just before: the memory is not in the way.
    for asked in (firing.at - moment, between, start):
        assert list(recurrence.firings(asked, limit=1)) == [firing]
        assert recurrence.next(asked) == firing
    assert not list(recurrence.firings(start, firing.at - moment))


@given(recurrence=recurrences(), start=near_switches(), cut=st.integers(1, 40))
@PROPERTY
def test_going_on_from_any_firing_gives_the_same_row(
    recurrence: Recurrence, start: dt.datetime, cut: int
):
    whole = list(recurrence.firings(start, limit=40, with_dropped=True))
    head = list(recurrence.firings(start, limit=cut, with_dropped=True))
    assert whole[: len(head)] == head
    if head:
        tail = recurrence.firings(head[-1].at, limit=40 - cut, with_dropped=True)
        assert whole[cut:] == list(tail)
    assert all(one.at < other.at for one, other in pairwise(whole))


@given(recurrence=recurrences(), start=near_switches())
@PROPERTY
def test_counting_is_adding_up_the_firings(recurrence: Recurrence, start: dt.datetime):
    firings = list(recurrence.firings(start, limit=60))
    end = firings[-1].at if firings else start + dt.timedelta(days=400)
    assert recurrence.count(start, end) == sum(firing.count for firing in firings)
    assert recurrence.count(end, start) == 0


@given(text=unix_texts(), start=instants())
@PROPERTY
def test_backwards_it_is_the_same_row(text: str, start: dt.datetime):
    recurrence = timing.recurrence(kind=timing.CRON, expression=text)
    backwards = CronSim(text, start, reverse=True)
    earlier = [next(backwards) for _n in range(5)][::-1]
    found = recurrence.firings(earlier[0] - dt.timedelta(seconds=1), earlier[-1])
    assert [firing.at for firing in found] == earlier


def test_a_firing_tells_the_instant_in_utc_and_the_wall_clock():
    recurrence = timing.recurrence(
        kind=timing.CRON, expression="30 8 * * *", zone="Europe/Berlin"
    )
    firing = recurrence.next(at("2026-07-01 00:00"))
    assert firing is not None
    assert firing.at == at("2026-07-01 06:30")
    assert firing.at.tzinfo is dt.UTC
    assert str(firing.planned_local) == "2026-07-01 08:30:00"
    assert (firing.shift, firing.count) == (timing.ON_TIME, 1)


def test_after_may_be_in_any_zone_and_between_seconds():
    recurrence = timing.recurrence(kind=timing.CRON, expression="* * * * *")
    zone = dt.timezone(dt.timedelta(hours=5, minutes=45))
    noon = at("2026-03-02 12:00")
    for after in (noon, noon.astimezone(zone), noon + dt.timedelta(microseconds=1)):
        firing = recurrence.next(after)
        assert firing is not None
        assert firing.at == at("2026-03-02 12:01")
    firing = recurrence.next(noon - dt.timedelta(microseconds=1))
    assert firing is not None
    assert firing.at == noon


def test_a_naive_time_is_refused():
    recurrence = timing.recurrence(kind=timing.CRON, expression="* * * * *")
    with pytest.raises(ValueError, match="naive"):
        recurrence.next(dt.datetime(2026, 3, 2))  # noqa: DTZ001


def test_until_is_included_and_after_is_not():
    recurrence = timing.recurrence(kind=timing.CRON, expression="0 * * * *")
    found = recurrence.firings(at("2026-03-02 12:00"), at("2026-03-02 14:00"))
    assert [firing.at.hour for firing in found] == [13, 14]


@pytest.mark.parametrize(
    ("kind", "text", "never"),
    [
        (timing.CRON, "0 0 30 2 *", True),
        (timing.CRON, "0 0 31 4,6,9,11 *", True),
        (timing.CRON, "0 0 29 2 1", False),
        (timing.QUARTZ, "0 0 0 31W 2 ?", True),
        (timing.QUARTZ, "0 0 0 ? 2 2#5 2027", True),
        (timing.QUARTZ, "0 0 0 1 1 ? 1970", False),
        (timing.FIELDS, "month=6 week=1", True),
        (timing.FIELDS, "month=2 day=29 day_of_week=0", False),
    ],
)
def test_a_text_that_can_never_fire_is_readable_and_says_so(
    kind: str, text: str, never: bool
):
    recurrence = timing.recurrence(kind=kind, expression=text)
    assert recurrence.never_fires is never


def test_what_is_over_fires_no_more():
    recurrence = timing.recurrence(kind=timing.QUARTZ, expression="0 0 0 1 1 ? 2020")
    assert recurrence.next(at("2026-01-01 00:00")) is None
    assert list(recurrence.firings(at("2026-01-01 00:00"))) == []


def test_nothing_fires_outside_of_the_engines_years():
    recurrence = timing.recurrence(kind=timing.CRON, expression="0 0 1 1 *")
    first = recurrence.next(at("0001-01-02 00:00"))
    assert first is not None
    assert first.at == at("1970-01-01 00:00")
    assert recurrence.next(at("2099-01-01 00:00")) is None
    assert recurrence.next(at("9999-12-31 00:00")) is None


def test_equal_arguments_share_one_recurrence():
    def make() -> Recurrence:
        return timing.recurrence(
            kind=timing.CRON, expression="5 4 * * *", zone="Europe/Berlin"
        )

    assert make() is make()
