"""No text makes a parser loop, fail unrefused, or take long."""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schedules import timing, words
from schedules.exceptions import NotationError
from schedules.notations import fields, interval, once
from tests.schedules.notations.cron_texts import (
    PROPERTY,
    named_fields,
    quartz_texts,
    unix_texts,
)

LIMIT_S = 0.050
NOW = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)

NEARLY_CRON = st.text("0123456789*,-/?LW#@= \tabdefhimnortuyMONFRISAT'_", max_size=210)
TEXTS = st.one_of(
    NEARLY_CRON,
    st.text(max_size=120),
    unix_texts(),
    quartz_texts(),
    named_fields().map(fields.joined),
)


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """No garbage is collected meanwhile, and the list of zones is read already."""
    timing.recurrence(kind=timing.CRON, expression="@daily").next(NOW)
    gc.disable()
    yield
    gc.enable()


def seconds_of_work(call: Callable[[], Any]) -> float:
    begin = time.process_time()
    call()
    return time.process_time() - begin


def read(kind: str, text: str) -> Any:
    parsers = {
        **timing.PARSERS,
        timing.INTERVAL: interval.parse,
        timing.ONCE: once.parse,
    }
    try:
        return parsers[kind](text)
    except NotationError:
        return None


@pytest.mark.parametrize("kind", timing.KINDS)
@given(text=TEXTS)
@example(text="*," * 49)
@example(text="*/1," * 24 + "*")
@example(text="hour=" * 40)
@example(text=" " * 100)
@example(text="day=" + "1st  " * 39)
@PROPERTY
def test_a_text_is_read_or_refused_at_once(kind: str, text: str):
    assert seconds_of_work(lambda: read(kind, text)) < LIMIT_S


@pytest.mark.parametrize("kind", [timing.CRON, timing.QUARTZ, timing.FIELDS])
@given(text=TEXTS)
@PROPERTY
def test_a_readable_text_is_said_in_its_canonical_form_again(kind: str, text: str):
    rule = read(kind, text)
    if rule is not None:
        again = timing.PARSERS[kind](rule.text)
        assert (again, again.text) == (rule, rule.text)


@pytest.mark.parametrize("kind", [timing.CRON, timing.QUARTZ, timing.FIELDS])
@given(text=TEXTS)
@PROPERTY
def test_the_next_instant_and_the_words_come_at_once(kind: str, text: str):
    if read(kind, text) is None:
        return
    recurrence = timing.recurrence(kind=kind, expression=text, zone="Europe/Berlin")
    assert seconds_of_work(lambda: recurrence.next(NOW)) < LIMIT_S
    assert seconds_of_work(lambda: recurrence.never_fires) < LIMIT_S
    assert seconds_of_work(lambda: words.words(recurrence)) < LIMIT_S
    assert seconds_of_work(lambda: words.differences(kind, text)) < LIMIT_S


@pytest.mark.parametrize(
    ("kind", "text", "gap"),
    [
        (timing.FIELDS, "month=2-11 week=53 hour=0", "after"),
        (timing.FIELDS, "day=31 month=2,4,6,9,11", "after"),
        (timing.QUARTZ, "0-59 0-59 0-23 31W 2 ?", "after"),
        # Planned for each year, and never once played.
        (timing.FIELDS, "month=3 day=last sun hour=2 minute=30", "skip"),
    ],
)
def test_the_longest_searches_in_vain_are_bounded(kind: str, text: str, gap: str):
    recurrence = timing.recurrence(
        kind=kind, expression=text, zone="Europe/Berlin", gap=gap
    )
    assert seconds_of_work(lambda: recurrence.next(NOW)) < LIMIT_S
    assert recurrence.next(NOW) is None
