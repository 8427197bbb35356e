"""What saving a draft would change about a saved schedule."""

from __future__ import annotations

import datetime as dt

import pytest

from schedules.models import Schedule
from tests.api.conftest import instants

pytestmark = pytest.mark.usefixtures("it_is_noon")


@pytest.fixture
def saved(make_schedule):
    return make_schedule(kind="cron", expression="0 8 * * *")


def test_the_same_makes_no_difference(preview, saved):
    answer = preview(schedule=saved.pk, kind="cron", expression="0 8 * * *")

    nothing = {"gone": [], "new": [], "moved": [], "more": False}
    assert answer.json()["difference"] == nothing


def test_another_hour_moves_each_day(preview, saved):
    body = {"kind": "cron", "expression": "0 9 * * *"}

    found = preview(schedule=str(saved.guid), **body).json()["difference"]

    assert (found["gone"], found["new"], found["more"]) == ([], [], False)
    assert len(found["moved"]) == 90
    assert found["moved"][0] == {
        "before": "2026-03-03T08:00:00Z",
        "after": "2026-03-03T09:00:00Z",
    }


def test_fewer_days_go_and_others_come(preview, saved):
    fewer = preview(schedule=saved.pk, expression="0 8 * * 1-5").json()
    more = preview(schedule=saved.pk, expression="0 8,20 * * *").json()

    assert fewer["difference"]["gone"][0] == "2026-03-07T08:00:00Z"
    assert more["difference"]["new"][0] == "2026-03-02T20:00:00Z"


def test_too_many_are_cut_and_said(preview, saved):
    found = preview(schedule=saved.pk, expression="* * * * *").json()["difference"]

    assert found["more"] is True
    assert len(found["new"]) <= 1_000


def test_what_is_left_out_is_the_saved_ones(preview, make_schedule):
    saved = make_schedule(
        kind="cron",
        expression="0 8 * * *",
        time_zone="Asia/Tokyo",
        ends_at=dt.datetime(2026, 3, 4, tzinfo=dt.UTC),
    )

    same = preview(schedule=saved.pk)
    longer = preview(schedule=saved.pk, ends_at=None, count=3)

    assert instants(same) == ["2026-03-02T23:00:00Z", "2026-03-03T23:00:00Z"]
    assert len(instants(longer)) == 3
    assert longer.json()["difference"]["new"][0] == "2026-03-04T23:00:00Z"


def test_an_interval_counts_on_from_where_the_saved_one_does(
    preview, make_schedule, it_is_noon, noon
):
    saved = make_schedule(kind="interval", expression="3600")
    it_is_noon.move_to(noon + dt.timedelta(minutes=20))

    same = preview(schedule=saved.pk, count=1)
    another = {"schedule": saved.pk, "expression": 1800, "count": 1}
    now, later = (
        preview(**another),
        preview(**another, after="2026-03-02T12:30:00Z"),
    )

    assert instants(same) == ["2026-03-02T13:00:00Z"]
    # Counted from now, as saving it would do.
    assert instants(now) == instants(later) == ["2026-03-02T12:50:00Z"]


def test_nothing_is_written(preview, saved):
    before = Schedule.objects.values().get()

    preview(schedule=saved.pk, expression="0 9 * * *")

    assert Schedule.objects.values().get() == before


def test_a_spoilt_one_can_be_mended(preview, saved):
    Schedule.objects.update(expression="spoilt")

    mended = preview(schedule=saved.pk, expression="0 9 * * *")
    same = preview(schedule=saved.pk)

    assert mended.json()["difference"] is None
    assert len(instants(mended)) == 10
    assert list(same.json()["errors"]) == ["expression"]


def test_a_deleted_one_is_unknown(api, preview, saved):
    api.ask("delete", f"schedules/{saved.pk}/")

    answer = preview(schedule=saved.pk)

    assert list(answer.json()["errors"]) == ["schedule"]
