"""The document's process: the full name of username and surname, as output x."""

from __future__ import annotations

import json

import pytest
import time_machine
from django.utils import timezone

START = "/scheduler/connector-api/process/start"
STATUS = "/scheduler/connector-api/process/status/"
NAME = "OneStepNotepadRunner"


def newest():
    from runs.models import ProcessRun

    return ProcessRun.objects.order_by("-pk").first()


def fail(run, error="It broke."):
    """End a run as a worker does whose first step has failed."""
    from runs import settling

    now = timezone.now()
    run.step_runs.create(
        key="read",
        status="failed",
        error=error,
        created_at=now,
        started_at=now,
        finished_at=now,
    )
    settling.settle_by_id([run.pk], now=now)


def plan(*, parameters):
    return {
        "steps": [
            {
                "key": key,
                "kind": "compose",
                "needs": needs,
                "outputs": {
                    "value": "{{ join(' ', [input.username, input.surname]) }}"
                },
            }
            for key, needs in (("read", []), ("full_name", ["read"]))
        ],
        "outputs": {"x": "{{ steps.full_name.output.value }}"},
        "parameters": parameters,
    }


@pytest.fixture
def make_process(account):
    import runs.actions
    import workflows.actions

    names = [
        {"name": name, "type": "text", "default": ""}
        for name in ("username", "surname")
    ]

    def make(*, name=NAME, owner=account, parameters=(), **values):
        workflow = workflows.actions.create(owner, {"name": name, **values})
        document = plan(parameters=[*names, *parameters])
        runs.actions.publish(workflow, definition={}, plan=document)
        workflow.refresh_from_db()
        return workflow

    return make


@pytest.fixture
def process(make_process):
    return make_process()


@pytest.fixture
def clock(noon):
    """The time stands still on a Monday at noon, UTC; `move_to` sets it."""
    with time_machine.travel(noon, tick=False) as traveller:
        yield traveller


@pytest.fixture
def start(door):
    def start(**said):
        raw = json.dumps({"name": NAME} | said)
        return door.send("POST", START, raw)

    return start


@pytest.fixture
def spid(start):
    """Starts, and hands out what the start was called."""

    def spid(**said):
        answer = start(**said)
        assert answer.status_code == 200, answer.content
        return answer.json()["robustaSpid"]

    return spid


@pytest.fixture
def status(door):
    def status(spid):
        answer = door.get(STATUS + spid)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return status
