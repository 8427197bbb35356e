"""What a workflow said before: listed, compared, restored."""

from __future__ import annotations

import pytest

import workflows.actions
from tests.admin.pages import address, visible


def compose(value):
    return [{"key": "a", "kind": "compose", "outputs": {"v": value}}]


@pytest.fixture
def workflow(account):
    found = workflows.actions.create(
        account, {"name": "Nightly", "steps": compose("one")}, by="ann"
    )
    for value in ("two", "three"):
        workflows.actions.change(
            found, {"name": "Nightly", "steps": compose(value)}, by="bob"
        )
    return found


def test_they_are_listed_with_who_made_them(member, workflow):
    text = member.text("workflows_workflow_versions", workflow.pk)

    assert "3 current" in text
    assert "ann" in text
    assert text.count("Restore") == 2


def test_two_are_compared(member, workflow):
    query = {"from": "1", "to": "3"}
    text = member.text("workflows_workflow_versions", workflow.pk, **query)

    assert "From version 1 to version 3" in text
    assert "steps.a.outputs" in text
    assert '"one"' in text
    assert '"three"' in text


@pytest.mark.parametrize(
    "query", [{"from": "1"}, {"from": "9", "to": "1"}, {"to": "x"}]
)
def test_what_is_not_there_is_not_compared(member, workflow, query):
    text = member.text("workflows_workflow_versions", workflow.pk, **query)

    assert "From version" not in text


def test_one_is_restored(member, workflow):
    response = member.post("workflows_workflow_restore", workflow.pk, 1)

    workflow.refresh_from_db()
    assert response.url == address("workflows_workflow_change", workflow.pk)
    assert workflow.steps[0]["outputs"] == {"v": "one"}
    assert workflow.current_version.number == 4
    page = member.client.get(response.url)
    assert "It does again what version 1 did." in visible(page)


def test_what_cannot_be_restored_says_why(member, workflow, account, make_job):
    import jobs.actions

    job = make_job(name="Gone")
    values = {"steps": [{"key": "a", "kind": "process", "process": str(job.guid)}]}
    workflows.actions.change(workflow, {"name": "Nightly", **values})
    workflows.actions.change(workflow, {"name": "Nightly", "steps": compose("x")})
    jobs.actions.delete(job, now=workflow.updated_at)

    response = member.post("workflows_workflow_restore", workflow.pk, 4)

    assert "There is no job or workflow" in visible(member.client.get(response.url))
    workflow.refresh_from_db()
    assert workflow.steps[0]["outputs"] == {"v": "x"}


def test_there_is_a_second_page(member, workflow, monkeypatch):
    monkeypatch.setattr("workflows.admin.versions.PER_PAGE", 2)

    assert "older" in member.text("workflows_workflow_versions", workflow.pk)
    text = member.text("workflows_workflow_versions", workflow.pk, p=2)
    assert "newer" in text
    assert "Restore" in text


@pytest.mark.parametrize("number", [1, 99])
def test_another_accounts_are_left_alone(outsider, workflow, number):
    response = outsider.post("workflows_workflow_restore", workflow.pk, number)

    workflow.refresh_from_db()
    assert response.url == address("index")
    assert workflow.current_version.number == 3


def test_restoring_is_posted(member, workflow):
    assert member.get("workflows_workflow_restore", workflow.pk, 1).status_code == 405
