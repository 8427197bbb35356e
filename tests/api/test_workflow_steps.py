"""A workflow's steps, parameters and outputs over our API."""

from __future__ import annotations

from typing import Any

import pytest

from runs.models import ProcessVersion
from workflows import actions
from workflows.models import Workflow

STEPS: list[dict[str, Any]] = [
    {"key": "ask", "kind": "http", "method": "get", "url": "http://api.example/a"},
    {"key": "sum", "kind": "compose", "outputs": {"x": "{{ input.n }}"}},
]
BODY = {
    "name": "Nightly",
    "parameters": [{"name": "n", "type": "number", "default": 5}],
    "steps": STEPS,
    "outputs": {"x": "{{ steps.sum.output.x }}"},
}


@pytest.fixture
def made(api):
    answer = api.ask("post", "workflows/", BODY)
    assert answer.status_code == 201
    return answer.json()


def test_all_that_was_said_is_shown_again(api, made):
    assert api.ask("get", f"workflows/{made['id']}/").json() == made
    assert [step["key"] for step in made["steps"]] == ["ask", "sum"]
    assert made["steps"][0]["method"] == "GET"
    assert made["outputs"] == BODY["outputs"]
    assert (made["stop_on_error"], made["webhook"], made["unique"]) == (
        True,
        False,
        False,
    )


def test_a_list_tells_steps_by_key_and_kind(api, made):
    [listed] = api.ask("get", "workflows/").json()["results"]

    assert listed["steps"] == [
        {"key": "ask", "label": "", "kind": "http", "needs": None},
        {"key": "sum", "label": "", "kind": "compose", "needs": None},
    ]


def test_what_is_shown_may_be_sent_back(api, made):
    answer = api.ask("put", f"workflows/{made['id']}/", made)

    assert answer.status_code == 200
    assert answer.json()["steps"] == made["steps"]
    assert ProcessVersion.objects.count() == 1


def test_a_patch_leaves_the_rest(api, made):
    answer = api.ask("patch", f"workflows/{made['id']}/", {"stop_on_error": False})

    assert answer.json()["stop_on_error"] is False
    assert answer.json()["steps"] == made["steps"]
    assert ProcessVersion.objects.count() == 2


def test_a_put_without_steps_takes_them_away(api, made):
    answer = api.ask("put", f"workflows/{made['id']}/", {"name": "Nightly"})

    assert (answer.json()["steps"], answer.json()["parameters"]) == ([], [])


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"steps": "x"}, "steps"),
        ({"steps": [{"key": "a", "kind": "http", "url": "ftp://h"}]}, "steps.0.url"),
        ({"steps": [{"key": "a", "kind": "x"}]}, "steps.0.kind"),
        ({"steps": [{"key": "a", "kind": "compose", "needs": ["b"]}]}, "steps.0.needs"),
        ({"parameters": [{"name": "1"}]}, "parameters.0.name"),
        ({"outputs": {"x": "{{ steps.z.output.y }}"}}, "outputs.x"),
        ({"webhook": "yes"}, "webhook"),
        (
            {
                "steps": [{"key": "a", "kind": "process", "process": "no such"}],
                "outputs": {},
            },
            "steps.0.process",
        ),
    ],
)
def test_what_is_wrong_is_refused_at_its_place(api, made, values, place):
    answer = api.ask("patch", f"workflows/{made['id']}/", values)

    assert answer.status_code == 400
    assert place in answer.json()["errors"]
    assert api.ask("get", f"workflows/{made['id']}/").json() == made


def test_another_accounts_process_cannot_be_started_by_a_step(
    foreign_api, api, made, workflow_of_stranger
):
    for named in (workflow_of_stranger.name, str(workflow_of_stranger.guid)):
        steps = [{"key": "a", "kind": "process", "process": named}]
        body = {"name": "Other", "steps": steps}

        answer = api.ask("post", "workflows/", body)

        assert list(answer.json()["errors"]) == ["steps.0.process"]
        assert foreign_api.ask("post", "workflows/", body).status_code == 201
        foreign_api.ask("delete", f"workflows/{last_of(foreign_api)}/")


@pytest.fixture
def workflow_of_stranger(stranger):
    return actions.create(stranger, {"name": "Theirs"})


def last_of(caller):
    return caller.ask("get", "workflows/").json()["results"][0]["id"]


@pytest.mark.parametrize("by", ["name", "number", "guid"])
def test_a_step_names_a_process_by_whatever_it_is_called(api, made, by):
    inner = Workflow.objects.get()
    named = str(getattr(inner, by))
    body = {
        "name": "Outer",
        "steps": [{"key": "a", "kind": "process", "process": named}],
    }

    answer = api.ask("post", "workflows/", body)

    assert answer.json()["steps"][0]["process"] == str(inner.guid)


def test_a_literal_credential_of_a_step_becomes_a_secret(api):
    headers = {"Authorization": "Bearer s3cret"}
    body = {"name": "Nightly", "steps": [{**STEPS[0], "headers": headers}]}

    answer = api.ask("post", "workflows/", body)

    assert "s3cret" not in answer.content.decode()
    [version] = ProcessVersion.objects.all()
    assert "s3cret" not in str(version.plan) + str(version.definition)


def test_the_token_of_a_webhook_is_shown_while_it_has_one(api, made):
    address = f"workflows/{made['id']}/"
    assert made["webhook_token"] is None

    opened = api.ask("patch", address, {"webhook": True}).json()
    closed = api.ask("patch", address, {"webhook": False}).json()
    again = api.ask("patch", address, {"webhook": True}).json()

    assert len(opened["webhook_token"]) >= 32
    assert closed["webhook_token"] is None
    assert again["webhook_token"] == opened["webhook_token"]


def test_who_may_start_nothing_is_not_told_the_address_that_starts(
    api, viewer_api, workflow
):
    address = f"workflows/{workflow.guid}/"
    token = api.ask("patch", address, {"webhook": True}).json()["webhook_token"]

    for asked in (address, "workflows/"):
        seen = viewer_api.ask("get", asked)
        assert seen.status_code == 200
        assert token not in seen.content.decode()


def test_a_webhook_is_given_another_address(api, made):
    address = f"workflows/{made['id']}/"
    before = api.ask("patch", address, {"webhook": True}).json()["webhook_token"]

    after = api.ask("post", f"{address}renew_webhook/").json()["webhook_token"]

    assert after not in {None, before}


def test_a_run_takes_input_for_the_workflow_and_its_steps(api):
    steps = [{**STEPS[1], "parameters": {"city": "Bonn"}}]
    made = api.ask("post", "workflows/", {**BODY, "steps": steps}).json()
    said = {"input": {"n": 7}, "step_input": {"sum": {"city": "Ulm"}}}

    answer = api.ask("post", f"workflows/{made['id']}/run/", said)

    assert answer.status_code == 201
    assert answer.json()["input"] == {"n": 7}


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"input": {"n": "seven"}}, "input.n"),
        ({"input": {"m": 1}}, "input.m"),
        ({"step_input": {"gone": {}}}, "step_input.gone"),
    ],
)
def test_input_that_is_not_declared_is_refused(api, made, said, place):
    answer = api.ask("post", f"workflows/{made['id']}/run/", said)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [place]
