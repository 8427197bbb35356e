"""The steps of a workflow on its page: written, rearranged, judged, saved."""

from __future__ import annotations

import json

import pytest

import workflows.actions
from tests.admin.pages import filled, sentences, visible
from workflows.models import Workflow


def draft_of(response):
    return response.context["adminform"].form.draft


def saved_steps(workflow):
    workflow.refresh_from_db()
    return [step["key"] for step in workflow.steps]


def test_a_workflow_is_written_and_saved(member, account):
    member.submit(
        "workflows_workflow_add",
        name="Full name",
        steps__TOTAL="1",
        steps__0__key="full_name",
        steps__0__kind="compose",
        **{
            "parameters-TOTAL": "1",
            "parameters-0-name": "username",
            "parameters-0-type": "text",
            "steps-0-outputs-name": ["value", ""],
            "steps-0-outputs-value": ["{{ input.username }}", ""],
            "outputs-name": ["x"],
            "outputs-value": ["{{ steps.full_name.output.value }}"],
        },
    )

    workflow = Workflow.objects.get()
    assert workflow.parameters[0]["default"] == ""
    assert workflow.outputs == {"x": "{{ steps.full_name.output.value }}"}
    assert workflow.steps[0]["outputs"] == {"value": "{{ input.username }}"}


def test_a_save_that_changes_nothing_makes_no_version(edit, workflow):
    before = workflow.current_version_id

    assert edit().status_code == 302

    workflow.refresh_from_db()
    assert workflow.current_version_id == before
    assert workflow.versions.count() == 1


def test_whoever_sends_no_editor_changes_no_step(member, workflow):
    member.post(
        "workflows_workflow_change",
        workflow.pk,
        data={
            "name": "Renamed",
            "schedules-TOTAL_FORMS": "0",
            "schedules-INITIAL_FORMS": "0",
        },
    )

    assert saved_steps(workflow) == ["first", "second"]
    assert workflow.name == "Renamed"


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("steps.add", ["first", "second", "step_1"]),
        ("steps.up.1", ["second", "first"]),
        ("steps.remove.0", ["second"]),
    ],
)
def test_a_button_rearranges_the_page_and_saves_nothing(edit, workflow, command, keys):
    response = edit(_edit=command)

    assert response.status_code == 200
    assert draft_of(response).keys == keys
    assert sentences(response) == {}
    assert "Please correct" not in visible(response)
    assert saved_steps(workflow) == ["first", "second"]


def test_with_scripts_only_the_parts_of_the_page_come(edit, workflow):
    response = edit("workflows_workflow_draft", _edit="steps.add")

    page = response.content.decode()
    assert 'id="plan-editor"' in page
    assert 'data-focus="steps-2-key"' in page
    assert 'hx-swap-oob="true"' in page
    assert "<html" not in page
    assert saved_steps(workflow) == ["first", "second"]


def test_another_kind_shows_its_fields_and_keeps_the_others(edit):
    response = edit(_edit="show", steps__1__kind="wait")

    page = response.content.decode()
    assert 'name="steps-1-for_s"' in page
    assert 'type="hidden" name="steps-1-url" value="https://api.example/"' in page
    assert draft_of(response).values["steps"][1] == {"key": "second", "kind": "wait"}


def test_steps_to_wait_for_are_picked_from_a_list(edit, workflow):
    response = edit(_edit="show", steps__1__after="chosen")
    page = response.content.decode()
    assert 'type="checkbox" name="steps-1-needs" value="first"' in page

    edit(steps__1__after="chosen", **{"steps-1-needs": ["first"]})

    workflow.refresh_from_db()
    assert workflow.steps[1]["needs"] == ["first"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"steps__1__url": "ftp://x"}, "steps-1-url", "http"),
        ({"steps__1__key": "first"}, "steps-1-key", "several steps"),
        ({"steps__1__key": "1st"}, "steps-1-key", "not a digit first"),
        ({"steps__1__timeout_s": "soon"}, "steps-1-timeout_s", "number of seconds"),
        ({"steps__1__when": "input.nope"}, "steps-1-when", "not declared"),
        ({"parameters__0__name": "a b"}, "parameters-0-name", "letters"),
        ({"outputs-value": ["{{ steps.nobody.output.v }}"]}, "outputs", "no step"),
        (
            {"steps-0-outputs-name": ["v", "v"], "steps-0-outputs-value": ["1", "2"]},
            "steps-0-outputs",
            "given twice",
        ),
        (
            {
                "steps__1__body": "{",
                "steps__1__body_kind": "form",
            },
            "steps-1-body",
            "form",
        ),
        (
            {"steps__1__kind": "process", "steps__1__process": "x"},
            "steps-1-process",
            "“x”",
        ),
    ],
)
def test_what_is_wrong_gets_its_sentence_beside_its_field(
    edit, workflow, changes, field, words
):
    response = edit(**changes)

    assert response.status_code == 200
    assert words in draft_of(response).sentences[field]
    assert sentences(response)["__all__"]
    slot = f'data-sentence="{field}" role="status">'
    shown = response.content.decode().partition(slot)[2].partition("</p>")[0]
    assert shown.strip()
    assert saved_steps(workflow) == ["first", "second"]


def test_a_draft_is_judged_while_it_is_typed(edit, workflow):
    response = edit("workflows_workflow_draft", steps__1__url="ftp://x")

    text = visible(response)
    assert "second" in text
    assert "Begin the URL with http:// or https://" in text
    assert "node-wrong" in response.content.decode()
    assert 'href="#id_steps-1-url"' in response.content.decode()
    assert saved_steps(workflow) == ["first", "second"]


def test_a_draft_that_differs_says_so(edit):
    assert "Not saved yet" not in visible(edit("workflows_workflow_draft"))

    text = visible(edit("workflows_workflow_draft", steps__1__url="https://b.example/"))
    assert "Not saved yet. A test run runs what is saved." in text


def test_a_new_workflow_is_judged_too(member):
    response = member.post(
        "workflows_workflow_add_draft", data={"name": "", "editing": "fields"}
    )

    assert "No steps yet" in visible(response)


def test_the_plan_is_turned_into_text_and_back(edit, workflow):
    response = edit(_edit="text")
    written = draft_of(response).sent["text"][0]
    assert "key: first" in written

    response = edit(
        editing="text", text=written.replace("first", "erste"), _edit="fields"
    )
    assert draft_of(response).keys == ["erste", "second"]

    edit(editing="text", text=written.replace("first", "erste"))
    assert saved_steps(workflow) == ["erste", "second"]


def test_a_text_that_cannot_be_read_stays_where_it_is(edit, workflow):
    response = edit(editing="text", text="steps: {{ x }}", _edit="fields")
    assert draft_of(response).is_text

    response = edit(editing="text", text="steps: {{ x }}")
    assert "put templates in quotes" in draft_of(response).sentences["text"]
    assert saved_steps(workflow) == ["first", "second"]


def test_what_is_wrong_in_a_text_names_its_place(edit):
    response = edit(editing="text", text='{"steps": [{"key": "a", "kind": "http"}]}')

    assert draft_of(response).sentences["text"].startswith("steps.0.")


def test_of_many_steps_those_are_shown_that_are_asked_for(member, account):
    steps = [{"key": f"s{n}", "kind": "compose"} for n in range(40)]
    big = workflows.actions.create(account, {"name": "Big", "steps": steps})
    page = member.get("workflows_workflow_change", big.pk)
    assert draft_of(page).shown == set()
    assert page.content.decode().count('name="steps-') < 60

    response = member.post(
        "workflows_workflow_change",
        big.pk,
        data=filled(page) | {"_edit": "steps.open.7"},
    )
    assert draft_of(response).shown == {7}

    folded = {
        "steps-TOTAL": "40",
        **{
            f"steps-{n}-folded": json.dumps({"key": [f"s{n}"], "kind": ["compose"]})
            for n in range(40)
        },
    }
    rest = {n: v for n, v in filled(page).items() if not n.startswith("steps-")}
    assert (
        member.post("workflows_workflow_change", big.pk, data=rest | folded).status_code
        == 302
    )
    assert saved_steps(big) == [f"s{n}" for n in range(40)]
    assert big.versions.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"steps-TOTAL": "500"},
        {"steps-TOTAL": "-1"},
        {"steps-0-kind": "nonsense"},
        {"steps-0-kind": ""},
        {"steps-0-rest": "[1]"},
        {"steps-0-rest": '{"url": {}, "needs": 3, "outputs": []}'},
        {"steps-1-body_kind": "json", "steps-1-body": "[" * 3_000},
        {"steps-1-body_kind": "other", "steps-1-body": "x"},
        {"steps-0-after": "chosen", "steps-0-needs": ["", "first", "nobody"]},
        {"steps-0-outputs-name": ["", "a", "a"], "steps-0-outputs-value": ["x"]},
        {"parameters-0-type": "colour", "parameters-0-default": "{"},
        {f"steps-{'9' * 100}-key": "x"},
        {"steps-0-when": "[[[", "steps-0-key": "\x00"},
        {"steps-0-outputs-name": ["x"], "steps-0-outputs-value": ['"\\ud800"']},
        {"steps-0-folded": '{"key": ["\\ud800"], "url": ["\\u0000"]}'},
        {"editing": "text", "text": 'steps: [{key: "\\ud800", label: "\\0"}]'},
        {"editing": "other"},
        {"editing": "text", "text": "steps: [{key: [a], needs: {}, kind: 3}]"},
        {"editing": "text", "text": "steps: [{process: {}}]\nparameters: [{}]"},
        {"name": "\x00", "robot": "x", "stop_after_s": "1e9"},
    ],
)
def test_no_rubbish_breaks_the_editor(edit, workflow, sent):
    for command in (None, "text", "fields", "steps.down.0"):
        response = edit("workflows_workflow_draft", _edit=command, **sent)
        assert response.status_code == 200, command

    assert edit(**sent).status_code in {200, 302}
