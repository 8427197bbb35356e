from __future__ import annotations

import pytest

from schedules.models import Schedule
from tests.api.conftest import instants

pytestmark = pytest.mark.django_db

BERLIN = {"kind": "cron", "expression": "30 2 * * *", "timezone": "Europe/Berlin"}


def test_it_shows_instants_words_and_warnings(preview):
    answer = preview(**BERLIN, after="2026-03-28T00:00:00Z", count=3)

    assert answer.status_code == 200
    assert answer.json() == {
        "instants": [
            {
                "at": "2026-03-28T01:30:00Z",
                "local": "2026-03-28T02:30:00+01:00",
                "shift": "",
                "switch_day": False,
            },
            {
                "at": "2026-03-29T01:00:00Z",
                "local": "2026-03-29T03:00:00+02:00",
                "shift": "moved",
                "switch_day": True,
            },
            {
                "at": "2026-03-30T00:30:00Z",
                "local": "2026-03-30T02:30:00+02:00",
                "shift": "",
                "switch_day": False,
            },
        ],
        "words": "at 02:30 every day",
        "warnings": [],
    }
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    ("kind", "expression", "first"),
    [
        ("cron", "0 8 * * *", "2026-03-03T08:00:00Z"),
        ("quartz", "30 6 6 ? * FRI", "2026-03-06T06:06:30Z"),
        ("fields", "day_of_week=0 hour=8 minute=0", "2026-03-09T08:00:00Z"),
        ("interval", 90, "2026-03-02T12:01:30Z"),
        ("interval", "90", "2026-03-02T12:01:30Z"),
        ("once", "2026-03-02T14:00:00+01:00", "2026-03-02T13:00:00Z"),
    ],
)
def test_each_notation_is_read(preview, kind, expression, first):
    answer = preview(kind=kind, expression=expression, after="2026-03-02T12:00:00Z")

    assert answer.status_code == 200, answer.content
    assert instants(answer)[0] == first
    assert answer.json()["words"]


def test_after_is_exclusive_and_takes_any_offset_and_fraction(preview):
    hourly = {"kind": "cron", "expression": "0 * * * *", "count": 1}

    for after in ("2026-03-02T12:00:00Z", "2026-03-02T13:00:00.999999+01:00"):
        assert instants(preview(**hourly, after=after)) == ["2026-03-02T13:00:00Z"]


@pytest.mark.usefixtures("it_is_noon")
def test_left_out_after_is_now_and_ten_are_shown(preview):
    answer = preview(kind="cron", expression="0 12 * * *")

    assert instants(answer)[0] == "2026-03-03T12:00:00Z"
    assert len(instants(answer)) == 10


def test_the_accounts_zone_is_taken_unless_another_is_said(preview, account):
    account.time_zone = "Asia/Kathmandu"
    account.save()
    daily = {"kind": "cron", "expression": "0 8 * * *", "after": "2026-03-02T12:00:00Z"}

    assert instants(preview(**daily))[0] == "2026-03-03T02:15:00Z"
    assert instants(preview(**daily, timezone="UTC"))[0] == "2026-03-03T08:00:00Z"


def test_gap_and_repeat_are_minded(preview):
    spring = {**BERLIN, "after": "2026-03-29T00:00:00Z", "count": 1}
    autumn = {**BERLIN, "after": "2026-10-24T12:00:00Z", "count": 2}

    assert instants(preview(**spring, gap="skip")) == ["2026-03-30T00:30:00Z"]
    assert instants(preview(**autumn, repeat="both")) == [
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z",
    ]


def test_a_window_is_minded(preview):
    window = {"starts_at": "2026-03-04T00:00:00Z", "ends_at": "2026-03-05T01:30:00Z"}

    answer = preview(**BERLIN, **window, after="2026-03-01T00:00:00Z")

    assert instants(answer) == ["2026-03-04T01:30:00Z", "2026-03-05T01:30:00Z"]


@pytest.mark.parametrize(
    ("said", "warning"),
    [
        ({"expression": "0 0 30 2 *"}, "It never fires"),
        ({"ends_at": "2026-03-02T13:00:00Z"}, "within its window"),
        ({"kind": "once", "expression": "2001-01-01T00:00:00Z"}, "The instant is past"),
    ],
)
def test_what_never_fires_is_shown_with_a_warning(preview, said, warning):
    body = {"kind": "cron", "expression": "0 8 * * *", **said}

    answer = preview(**body, after="2026-03-02T12:00:00Z")

    assert answer.status_code == 200
    assert answer.json()["instants"] == []
    assert warning in answer.json()["warnings"][-1]


def test_a_weekday_that_notations_read_differently_is_a_warning(preview):
    assert preview(kind="cron", expression="0 8 * * 1").json()["warnings"]


def test_words_are_in_the_callers_language(api):
    body = {"kind": "cron", "expression": "0 8 * * *"}

    answer = api.ask("post", "schedules/preview/", body, accept_language="de")

    assert answer["Content-Language"] == "de"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "weekly"}, "kind"),
        ({"kind": None}, "kind"),
        ({"expression": "60 * * * *"}, "expression"),
        ({"expression": ""}, "expression"),
        ({"expression": None}, "expression"),
        ({"expression": []}, "expression"),
        ({"expression": "*," * 20_000}, "expression"),
        ({"kind": "interval", "expression": 0}, "expression"),
        ({"kind": "interval", "expression": 10**12}, "expression"),
        ({"kind": "fields", "expression": "hour=25"}, "expression"),
        ({"timezone": "Mars"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"gap": "leap"}, "gap"),
        ({"repeat": None}, "repeat"),
        ({"after": "2026-03-29"}, "after"),
        ({"after": "2026-03-29T01:00:00"}, "after"),
        ({"after": 5}, "after"),
        ({"after": "0001-01-01T00:00:00+14:00"}, "after"),
        ({"count": 0}, "count"),
        ({"count": 101}, "count"),
        ({"count": "10"}, "count"),
        ({"count": None}, "count"),
        ({"count": 10**30}, "count"),
        ({"starts_at": "soon"}, "starts_at"),
        (
            {"starts_at": "2090-01-02T00:00:00Z", "ends_at": "2090-01-01T00:00:00Z"},
            "ends_at",
        ),
        ({"schedule": 1}, "schedule"),
        ({"schedule": "x"}, "schedule"),
        ({"schedule": []}, "schedule"),
        ({"process": 1}, "process"),
    ],
)
def test_bad_input_is_refused_at_its_field(preview, said, field):
    answer = preview(**{"kind": "cron", "expression": "0 8 * * *", **said})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("said", [{}, {"schedule": None}])
def test_what_is_missing_is_told(preview, said):
    assert set(preview(**said).json()["errors"]) == {"kind", "expression"}


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_only_a_post_previews(api, method):
    assert api.ask(method, "schedules/preview/").status_code == 405


def test_the_last_of_all_instants_is_no_trouble(preview):
    hourly = {"kind": "interval", "expression": 3600}

    answer = preview(**hourly, after="2099-12-31T22:30:00Z", count=100)

    assert instants(answer) == ["2099-12-31T23:30:00Z"]
