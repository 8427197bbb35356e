from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from django.utils import translation

from runs.display import moments

NOW = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("seconds", "words", "german"),
    [
        (0, "now", "jetzt"),
        (-0.4, "now", "jetzt"),
        (-1, "1 second ago", "vor 1 Sekunde"),
        (-59, "59 seconds ago", "vor 59 Sekunden"),
        (-60, "1 minute ago", "vor 1 Minute"),
        (3_599, "in 59 minutes", "in 59 Minuten"),
        (7_200, "in 2 hours", "in 2 Stunden"),
        (-86_400 * 3, "3 days ago", "vor 3 Tagen"),
        (86_400 * 31, "in 31 days", "in 31 Tagen"),
        (86_400 * 366, "March 3, 2027", "3. März 2027"),
    ],
)
def test_an_instant_is_told_by_its_distance(seconds, words, german):
    at = NOW + dt.timedelta(seconds=seconds)

    assert moments.relative(at, now=NOW) == words
    with translation.override("de"):
        assert moments.relative(at, now=NOW) == german


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0, "0 ms"),
        (999, "999 ms"),
        (1_000, "1.0 s"),
        (9_999, "9.9 s"),
        (59_999, "59 s"),
        (61_000, "1 min 1 s"),
        (7_260_000, "2 h 1 min"),
    ],
)
def test_a_duration_is_told_in_two_units_at_most(milliseconds, words):
    assert moments.length(milliseconds) == words


def test_a_clock_that_was_set_back_makes_no_negative_duration():
    assert moments.between(NOW, NOW - dt.timedelta(seconds=5)) == "0 ms"


def test_an_absolute_instant_names_its_zone():
    local = NOW.astimezone(zoneinfo.ZoneInfo("Europe/Berlin"))

    assert moments.absolute(local) == "March 2, 2026, 13:00:00 CET"
