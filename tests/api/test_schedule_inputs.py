"""The input of a workflow's schedules, over the API."""

from __future__ import annotations

import pytest

import workflows.actions
from accounts.vault import MASK

PARAMETERS = [
    {"name": "who", "type": "text", "required": True},
    {"name": "token", "type": "text", "secret": True},
]


@pytest.fixture
def workflow(account):
    steps = [{"key": "say", "kind": "compose", "outputs": {"x": "{{ input.who }}"}}]
    values = {"name": "Tell it", "parameters": PARAMETERS, "steps": steps}
    return workflows.actions.create(account, values)


@pytest.fixture
def post(api, workflow):
    def send(given):
        body = {
            "process": str(workflow.guid),
            "kind": "interval",
            "expression": "60",
            "input": given,
        }
        return api.ask("post", "schedules/", body)

    return send


def test_secret_values_are_masked_in_the_answer(post):
    answer = post({"who": "Zoë", "token": "s3cret-value"})

    assert answer.status_code == 201
    assert answer.json()["input"] == {"who": "Zoë", "token": MASK}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "who: Give this value"),
        ({"who": 7}, "who: Give a text"),
        ({"who": "Zoë", "whom": "Ann"}, "whom: This name is not known here"),
    ],
)
def test_what_no_run_could_take_is_refused(post, given, sentence):
    answer = post(given)

    assert answer.status_code == 400
    assert sentence in answer.text


def test_an_edit_of_something_else_leaves_them_alone(api, post):
    made = post({"who": "Zoë", "token": "s3cret-value"}).json()

    answer = api.ask("patch", f"schedules/{made['id']}/", {"name": "n"})

    assert answer.status_code == 200
    assert answer.json()["input"] == made["input"]
