"""POST /schedule/cron/newjob/: APScheduler's eight fields, or one five-field text."""

from __future__ import annotations

import json

import pytest
import time_machine

from jobs.models import Job
from schedules.models import Schedule
from tests.dialects.turm.test_interval_jobs import CALL, faults

ADDRESS = "/schedule/cron/newjob/"
EVERY_MINUTE = (
    "cron[year='*', month='*', day='*', week='*', day_of_week='*', hour='*', "
    "minute='*', second='0']"
)


@pytest.fixture
def make(door, noon):
    """A Monday at noon, UTC."""

    def make(**said):
        with time_machine.travel(noon, tick=False):
            return door.query(ADDRESS, **CALL, **said)

    return make


def test_left_out_every_field_is_a_star_and_the_second_0(make):
    answer = make()

    assert answer.status_code == 200
    assert answer.json()["trigger"] == EVERY_MINUTE
    assert answer.json()["next_run"] == "2026-03-02T12:01:00+00:00"


@pytest.mark.parametrize(
    ("said", "next_run"),
    [
        # 0 is Monday, as in APScheduler; the crontab's Sunday is a day earlier.
        ({"day_of_week": "0", "hour": "8", "minute": "0"}, "2026-03-09T08:00:00+00:00"),
        (
            {"day_of_week": "sun", "hour": "8", "minute": "0"},
            "2026-03-08T08:00:00+00:00",
        ),
        ({"cron": "0 8 * * 0"}, "2026-03-08T08:00:00+00:00"),
        ({"crontab": "0 8 * * 7"}, "2026-03-08T08:00:00+00:00"),
        ({"expression": "*/15 * * * *"}, "2026-03-02T12:15:00+00:00"),
        ({"hour": "*/6", "minute": "30", "second": "15"}, "2026-03-02T12:30:15+00:00"),
        ({"day": "last", "hour": "0", "minute": "0"}, "2026-03-31T00:00:00+00:00"),
        ({"year": "2027", "week": "1"}, "2027-01-04T00:00:00+00:00"),
    ],
)
def test_the_fields_mean_what_they_mean_to_apscheduler(make, said, next_run):
    assert make(**said).json()["next_run"] == next_run


@pytest.mark.parametrize(
    ("said", "trigger"),
    [
        (
            {"cron": "30 8 * * 1-5"},
            "cron[month='*', day='*', day_of_week='mon-fri', hour='8', minute='30']",
        ),
        (
            {"cron": "5 0-7 * JAN 0,6"},
            "cron[month='jan', day='*', day_of_week='sun,sat', hour='0-7', minute='5']",
        ),
        (
            {"cron": "5 0 * * */3"},
            "cron[month='*', day='*', day_of_week='sun,wed,sat', hour='0', minute='5']",
        ),
        (
            {"cron": "@Weekly"},
            "cron[month='*', day='*', day_of_week='sun', hour='0', minute='0']",
        ),
        (
            {"cron": " 5\t0  * * * "},
            "cron[month='*', day='*', day_of_week='*', hour='0', minute='5']",
        ),
    ],
)
def test_a_crontabs_days_are_told_by_name(make, said, trigger):
    """Its 0 is Sunday, and APScheduler's Monday: a name cannot be mistaken."""
    assert make(**said).json()["trigger"] == trigger


def test_numbers_in_a_body_are_taken(door):
    raw = json.dumps(CALL | {"hour": 8, "minute": 5, "day_of_week": "mon"})

    trigger = door.send("POST", ADDRESS, raw).json()["trigger"]

    assert "day_of_week='mon', hour='8', minute='5'" in trigger


def test_the_times_are_those_of_the_accounts_zone(make, account):
    account.time_zone = "Asia/Kathmandu"
    account.save()

    make(hour="8", minute="0")

    assert Schedule.objects.get().time_zone == "Asia/Kathmandu"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"hour": "24"}, "hour"),
        ({"minute": "x"}, "minute"),
        ({"day_of_week": "8"}, "day_of_week"),
        ({"year": "1999"}, "cron"),
        ({"cron": "* * * *"}, "cron"),
        ({"cron": "0 6 6 ? * FRI"}, "cron"),
        ({"crontab": "61 * * * *"}, "crontab"),
        ({"cron": "* * * * *", "hour": "8"}, "cron"),
        ({"cron": "* * * * *", "crontab": "5 * * * *"}, "cron"),
        ({"hour": "8 minute=5"}, "hour"),
        ({"hour": "1," * 300}, "cron"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(make, said, place):
    assert list(faults(make(**said))) == [("query", place)]
    assert not Job.objects.exists()


def test_minutes_mean_nothing_here(make):
    assert make(minutes="0").json()["trigger"] == EVERY_MINUTE


def test_with_and_without_the_slash(door):
    assert door.query(ADDRESS.removesuffix("/"), **CALL).status_code == 200


def test_without_a_key_it_is_401(nobody):
    assert nobody.query(ADDRESS, **CALL).status_code == 401
