"""What a schedule gives for secret parameters is kept sealed, and arrives."""

from __future__ import annotations

import datetime as dt
import json

import pytest

import schedules.actions
import workflows.actions
from accounts.vault import MASK
from runs.models import ProcessRun
from schedules import clock
from schedules.models import Schedule
from tests.jobs.test_canary import CANARY

VALUES = {"who": "Zoë", "token": CANARY}


@pytest.fixture
def workflow(account):
    return workflows.actions.create(
        account,
        {
            "name": "Tell it",
            "parameters": [
                {"name": "who", "type": "text"},
                {"name": "token", "type": "text", "secret": True, "required": True},
            ],
            "steps": [
                {
                    "key": "call",
                    "kind": "http",
                    "method": "POST",
                    "url": "http://api.example/",
                    "body": {"text": "{{ input.token }} of {{ input.who }}"},
                }
            ],
        },
    )


@pytest.fixture
def schedule(workflow, make_schedule):
    return make_schedule(process=workflow, input=VALUES)


def stored():
    return json.dumps(Schedule.objects.values_list("input", flat=True).get())


def test_it_is_sealed_at_rest_and_opened_for_the_call(schedule, peer, work, noon):
    assert CANARY not in stored()

    clock.tick(noon + dt.timedelta(minutes=1))
    run = ProcessRun.objects.get()
    assert CANARY not in json.dumps(run.input)
    work(run)

    assert run.status == "succeeded"
    assert peer.requests[0].body == f"{CANARY} of Zoë".encode()


def test_the_mask_given_back_leaves_it_as_it_was(schedule, noon):
    before = schedule.input["token"]

    schedules.actions.change(
        schedule, {"input": {"who": "Ann", "token": MASK}}, now=noon
    )

    schedule.refresh_from_db()
    assert schedule.input == {"who": "Ann", "token": before}


def test_another_value_takes_its_place(schedule, noon):
    before = schedule.input["token"]

    schedules.actions.change(schedule, {"input": {"token": "new"}}, now=noon)

    schedule.refresh_from_db()
    assert schedule.input["token"] != before
    assert "new" not in stored()


def test_what_looks_sealed_is_a_value_like_any_other(schedule, noon):
    forged = {"input": {"token": schedule.input["token"]}}

    schedules.actions.change(schedule, forged, now=noon)

    schedule.refresh_from_db()
    assert schedule.input["token"] != forged["input"]["token"]
