"""A test run, with a form made of the parameters."""

from __future__ import annotations

from typing import Any

import pytest

import workflows.actions
from runs.models import ProcessRun
from tests.admin.pages import address, visible

PARAMETERS: list[dict[str, Any]] = [
    {"name": "name", "default": "Tim"},
    {"name": "count", "type": "number", "default": 3, "description": "How many"},
    {"name": "on", "type": "boolean"},
    {"name": "what", "type": "json"},
    {"name": "code", "required": True},
    {"name": "token", "secret": True},
]
STEPS = [
    {
        "key": "query_1",
        "kind": "compose",
        "parameters": {"who": "Tim Duncan"},
        "outputs": {"v": "{{ parameters.who }}"},
    }
]


@pytest.fixture
def workflow(account):
    return workflows.actions.create(
        account, {"name": "Asks", "parameters": PARAMETERS, "steps": STEPS}
    )


def test_the_form_is_made_of_the_parameters(member, workflow):
    page = member.get("workflows_workflow_trial", workflow.pk)

    form = page.context["form"]
    assert [field.name for field in form.inputs] == [
        f"input.{each['name']}" for each in PARAMETERS
    ]
    assert form["input.name"].value() == "Tim"
    assert form["input.count"].value() == "3"
    assert "How many" in visible(page)
    assert 'type="password"' in page.content.decode()


def test_it_starts_with_what_was_typed(member, workflow):
    response = member.post(
        "workflows_workflow_trial",
        workflow.pk,
        data={
            "input.name": "7",
            "input.count": "4",
            "input.on": "true",
            "input.what": '{"a": [1]}',
            "input.code": "x",
            "step_input.query_1.who": "Zoë",
        },
    )

    run = ProcessRun.objects.get()
    assert response.url == address("runs_processrun_change", run.pk)
    assert run.input["name"] == "7"
    assert (run.input["count"], run.input["on"]) == (4, True)
    assert run.input["what"] == {"a": [1]}
    assert run.step_input == {"query_1": {"who": "Zoë"}}


def test_an_emptied_text_is_empty_and_an_empty_number_is_left_out(member, workflow):
    data = {"input.code": "x", "input.name": "", "input.count": ""}
    member.post("workflows_workflow_trial", workflow.pk, data=data)

    run = ProcessRun.objects.get()
    assert (run.input["name"], run.input["count"]) == ("", 3)


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({}, "input.code", "required"),
        ({"input.code": "x", "input.count": "many"}, "input.count", "number"),
        ({"input.code": "x", "input.on": "yes"}, "input.on", "true or false"),
    ],
)
def test_what_cannot_be_taken_gets_its_sentence(member, workflow, data, field, words):
    response = member.post("workflows_workflow_trial", workflow.pk, data=data)

    assert words in response.context["form"].errors[field][0]
    assert not ProcessRun.objects.exists()


def test_what_is_switched_off_says_so(member, workflow):
    workflow.enabled = False
    workflow.save()

    response = member.post(
        "workflows_workflow_trial", workflow.pk, data={"input.code": "x"}
    )

    assert "is switched off" in visible(response)


def test_a_draft_that_was_not_saved_is_mentioned(member, workflow):
    words = "save it first to try it"

    assert words in member.text("workflows_workflow_trial", workflow.pk, differs=1)
    assert words not in member.text("workflows_workflow_trial", workflow.pk)


def test_a_workflow_without_parameters_is_just_started(member, account):
    plain = workflows.actions.create(account, {"name": "Plain"})
    assert "It takes no input." in member.text("workflows_workflow_trial", plain.pk)

    member.post("workflows_workflow_trial", plain.pk)

    assert ProcessRun.objects.get().process_id == plain.pk
