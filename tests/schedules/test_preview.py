from __future__ import annotations

import datetime as dt

import pytest

from schedules import preview
from schedules.exceptions import NotationError
from schedules.planning import Window
from schedules.preview import Draft

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def cron(expression, **more):
    return Draft(kind="cron", expression=expression, **more)


def test_the_next_instants_are_strictly_after():
    shown = preview.preview(cron("0 12 * * *"), after=NOON, count=2)

    assert [i.at for i in shown.instants] == [NOON + 24 * HOUR, NOON + 48 * HOUR]


def test_words_say_how_the_text_was_understood():
    shown = preview.preview(cron("30 8 * * 1-5"), after=NOON, count=1)

    assert "08:30" in shown.words


def test_a_switch_day_is_marked():
    draft = cron("30 2 * * *", time_zone="Europe/Berlin")
    after = dt.datetime(2026, 3, 28, 0, 0, tzinfo=dt.UTC)

    shown = preview.preview(draft, after=after, count=3)

    assert [i.switch_day for i in shown.instants] == [False, True, False]
    assert [i.shift for i in shown.instants] == ["", "moved", ""]


def test_a_bare_number_as_a_weekday_is_a_warning():
    assert preview.preview(cron("0 8 * * 1"), after=NOON, count=1).warnings != []


def test_what_never_fires_says_so():
    shown = preview.preview(cron("0 0 30 2 *"), after=NOON, count=3)

    assert shown.instants == []
    assert "never fires" in shown.warnings[-1]


def test_a_window_without_a_firing_says_so():
    window = Window(ends_at=NOON + HOUR)

    shown = preview.preview(cron("0 0 * * *", window=window), after=NOON, count=3)

    assert "within its window" in shown.warnings[-1]


def test_an_instant_that_is_past_says_so():
    draft = Draft(kind="once", expression="2020-01-01T00:00:00Z")

    assert "past" in preview.preview(draft, after=NOON, count=3).warnings[-1]


def test_a_text_that_cannot_be_read_is_refused():
    with pytest.raises(NotationError):
        preview.preview(cron("every tuesday"), after=NOON, count=1)


class TestDifference:
    def test_of_the_same_is_nothing(self):
        same = preview.difference(cron("0 8 * * *"), cron("0 8 * * *"), now=NOON)

        assert (same.gone, same.new, same.moved, same.more) == ([], [], [], False)

    def test_a_new_hour_moves_each_day(self):
        found = preview.difference(cron("0 9 * * *"), cron("0 8 * * *"), now=NOON)

        assert len(found.moved) == 90
        assert (found.gone, found.new) == ([], [])
        first = found.moved[0]
        assert first.after - first.before == HOUR

    def test_fewer_days_go_and_more_days_come(self):
        workdays, all_days = cron("0 8 * * 1-5"), cron("0 8 * * *")

        assert len(preview.difference(workdays, all_days, now=NOON).gone) in {25, 26}
        assert len(preview.difference(all_days, workdays, now=NOON).new) in {25, 26}

    def test_more_than_a_thousand_is_more(self):
        found = preview.difference(cron("*/5 * * * *"), cron("* * * * *"), now=NOON)

        assert found.more
        assert len(found.gone) == 800

    def test_against_what_never_fires_everything_goes(self):
        found = preview.difference(cron("0 0 30 2 *"), cron("0 8 * * *"), now=NOON)

        assert len(found.gone) == 90
