"""POST /webhook/…: without a key, for whoever knows the workflow's secret."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from runs.choices import Origin
from runs.models import ProcessRun
from tests.dialects.turm.conftest import NAME

TOKEN = "wK3-a_secret"


@pytest.fixture
def opened(make_workflow):
    workflow = make_workflow(declared=["name"])
    type(workflow).objects.filter(pk=workflow.pk).update(
        webhook=True, webhook_token=TOKEN
    )
    return workflow


@pytest.fixture
def call(nobody):
    def call(path, body=None):
        raw = b"" if body is None else json.dumps(body)
        return nobody.send("POST", f"/webhook/{path}", raw)

    return call


@pytest.mark.parametrize(
    "path",
    [
        TOKEN,
        f"{TOKEN}/",
        f"{quote(NAME)}?token={TOKEN}",
        f"{quote(NAME)}/?token={TOKEN}",
        f"{quote('Getmyinvoices Documents nach Ecodms Ecodms')}?token={TOKEN}",
    ],
)
def test_its_secret_opens_it(call, opened, path):
    answer = call(path)

    run = ProcessRun.objects.get()
    assert answer.status_code == 200
    assert answer.json() == {"id": str(run.guid), "name": NAME, "status": "new"}
    assert (run.process_id, run.origin) == (opened.pk, Origin.WEBHOOK)


@pytest.mark.parametrize(
    "path",
    [
        quote(NAME),
        "nothing",
        f"{TOKEN}x",
        TOKEN.upper(),
        f"{quote(NAME)}?token=",
        f"{quote(NAME)}?token=wrong",
        f"another?token={TOKEN}",
    ],
)
def test_without_it_there_is_nothing(call, opened, path):
    answer = call(path)

    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})
    assert not ProcessRun.objects.exists()


def test_closed_again_its_secret_opens_nothing(call, opened):
    type(opened).objects.update(webhook=False)

    assert call(TOKEN).status_code == 404


def test_a_key_does_not_open_it_either(door, opened):
    assert door.send("POST", f"/webhook/{quote(NAME)}").status_code == 404


def test_what_the_caller_sends_beside_the_parameters_is_passed_on(call, opened):
    call(TOKEN, {"name": "Tim", "event": {"id": 5}})

    assert ProcessRun.objects.get().input == {"name": "Tim", "event": {"id": 5}}


def test_a_value_of_another_type_is_refused(call, opened):
    answer = call(TOKEN, {"name": 5})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "name"]


def test_extra_parameters_of_its_steps_are_taken(call, opened):
    call(TOKEN, [{}, {"filter": "new"}])

    assert ProcessRun.objects.get().step_input == {"store": {"filter": "new"}}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
def test_looking_at_the_address_starts_nothing(nobody, opened, method):
    assert nobody.send(method, f"/webhook/{TOKEN}").status_code == 405
    assert not ProcessRun.objects.exists()


def test_switched_off_it_says_so(call, opened):
    type(opened).objects.update(enabled=False)

    assert call(TOKEN).status_code == 409
