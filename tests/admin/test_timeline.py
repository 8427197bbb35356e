"""When each step was under way, as bars on one scale."""

from __future__ import annotations

import datetime as dt

import pytest

from runs.display.timeline import NARROWEST, Span, scale_of

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


def at(seconds):
    return NOON + dt.timedelta(seconds=seconds)


def span(start, end, kind="succeeded"):
    return Span(start=at(start), end=None if end is None else at(end), kind=kind)


def scaled(spans, *, now):
    scale = scale_of(spans, now=now)
    assert scale is not None
    return scale


def share(text):
    return float(text.removesuffix("%"))


def test_bars_are_shares_of_the_whole():
    scale = scaled([span(0, 4), span(1, 2)], now=at(99))

    bar = scale.bar(span(1, 2))
    assert (share(bar.x), share(bar.width)) == (25, 25)


def test_what_is_not_over_goes_on_until_now():
    scale = scaled([span(0, 1), span(1, None)], now=at(10))

    bar = scale.bar(span(1, None, "running"))
    assert share(bar.x) + share(bar.width) == pytest.approx(100)
    assert bar.kind == "running"


def test_what_took_no_time_can_be_seen_and_is_within():
    scale = scaled([span(0, 100)], now=at(100))

    bar = scale.bar(span(100, 100))
    assert share(bar.width) == pytest.approx(NARROWEST)
    assert share(bar.x) + share(bar.width) <= 100


@pytest.mark.parametrize("seconds", [0, 0.004, 0.7, 3, 61, 3_600, 86_400, 40 * 86_400])
def test_ticks_are_few_and_within(seconds):
    scale = scaled([span(0, seconds)], now=at(seconds))

    ticks = scale.ticks()
    assert 1 <= len(ticks) <= 7
    assert ticks[0].ms == 0
    assert all(0 <= share(tick.x) <= 95.1 for tick in ticks)


def test_where_nothing_has_begun_there_is_no_scale():
    assert scale_of([], now=NOON) is None
