"""The matching of calls to the times at which they were due."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.system.windows import Window, match

MIDNIGHT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def at(seconds):
    return MIDNIGHT + dt.timedelta(seconds=seconds)


def windows(*spans):
    return [Window(opens_at=at(a), closes_at=at(b)) for a, b in spans]


# Jepsen's published example: once a minute, ten seconds of tolerance and five more.
MINUTES = windows((0, 15), (60, 75), (120, 135))


def test_each_arrival_in_its_window_leaves_nothing_unmet():
    found = match(MINUTES, [at(3), at(65), at(127), at(180)])

    assert (found.unmet, found.extra) == ([], [at(180)])


def test_a_missing_arrival_leaves_its_own_window_unmet():
    found = match(MINUTES, [at(3), at(127)])

    assert found.unmet == [MINUTES[1]]


def test_what_comes_twice_is_extra():
    found = match(MINUTES, [at(3), at(4), at(65), at(127)])

    assert (found.unmet, found.extra) == ([], [at(4)])


@pytest.mark.parametrize(
    ("second", "unmet"), [(59.999, 1), (60, 0), (75, 0), (75.001, 1)]
)
def test_both_ends_belong_to_the_window(second, unmet):
    assert len(match(MINUTES[1:2], [at(second)]).unmet) == unmet


def test_overlapping_windows_share_their_arrivals_as_well_as_can_be():
    # The first arrival must go to the short window that opened later.
    overlapping = windows((0, 100), (10, 20))

    assert match(overlapping, [at(15), at(90)]).unmet == []


def test_without_windows_everything_is_extra():
    assert match([], [at(1)]).extra == [at(1)]
