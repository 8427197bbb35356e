"""POST process/start: what cannot be taken, and what is not there."""

from __future__ import annotations

import json

import pytest

from runs.models import ProcessRun
from schedules.models import Schedule
from tests.dialects.robusta.conftest import NAME, START

FRIDAYS = "0 6 6 ? * FRI"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": None}, "name"),
        ({"name": ""}, "name"),
        ({"name": []}, "name"),
        ({"values": ["a"]}, "values"),
        ({"values": "a"}, "values"),
        ({"values": 5}, "values"),
        ({"quartzDef": "0 6 6 * * FRI"}, "quartzDef"),
        ({"quartzDef": "30 8 * * 1-5"}, "quartzDef"),
        ({"quartzDef": {}}, "quartzDef"),
        ({"quartzDef": "0 6 6 ? * XX"}, "quartzDef"),
        ({"startDate": "16.11.2020"}, "startDate"),
        ({"startDate": "2020-02-30 00:00:00"}, "startDate"),
        ({"startDate": "2020-11-16 25:00:00"}, "startDate"),
        ({"startDate": "9999-12-31 23:59:59"}, "startDate"),
        ({"startDate": "0001-01-01T00:00:00+05:00"}, "startDate"),
        ({"endDate": "soon"}, "endDate"),
        ({"startDate": "2020-11-18 00:00:00", "endDate": "2020-11-17"}, "endDate"),
        ({"runOnce": "maybe"}, "runOnce"),
        ({"runImmediately": 2}, "runImmediately"),
        ({"retryCount": "-1"}, "retryCount"),
        ({"retryCount": "some"}, "retryCount"),
        ({"retryCount": "1.5"}, "retryCount"),
        ({"retryCount": 1001}, "retryCount"),
        ({"retryCount": True}, "retryCount"),
    ],
)
def test_what_cannot_be_taken_is_400_naming_the_field(start, process, said, field):
    answer = start(**said)

    assert answer.status_code == 400
    assert list(answer.json()) == ["message"]
    assert answer.json()["message"].startswith(f"{field}: ")
    assert not ProcessRun.objects.exists()
    assert not Schedule.objects.exists()


@pytest.mark.parametrize("raw", ["", "{", "[]", "null", '{"name": "a"', "hello"])
def test_a_body_that_is_no_object_is_400(door, process, raw):
    answer = door.send("POST", START, raw)

    assert answer.status_code == 400
    assert list(answer.json()) == ["message"]


def test_an_unknown_process_is_404_by_name(start, process):
    answer = start(name="TwoStepNotepadRunner")

    assert answer.status_code == 404
    assert "TwoStepNotepadRunner" in answer.json()["message"]


def test_another_accounts_process_is_unknown(foreign_door, process):
    raw = json.dumps({"name": NAME})

    assert foreign_door.send("POST", START, raw).status_code == 404


@pytest.mark.parametrize("plan", [{}, {"quartzDef": FRIDAYS}])
def test_a_process_that_is_switched_off_says_so(start, make_process, plan):
    make_process(enabled=False)

    answer = start(**plan)

    assert answer.status_code == 400
    assert "switched off" in answer.json()["message"]
