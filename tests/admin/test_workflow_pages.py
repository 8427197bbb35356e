from __future__ import annotations

import pytest

import workflows.actions
from runs.models import ProcessRun
from schedules.models import Schedule
from tests.admin.pages import address, sentences
from workflows.models import Workflow


def test_a_workflow_is_made_with_a_schedule(member, account):
    member.submit(
        "workflows_workflow_add",
        name="Nightly",
        description="x",
        schedules__0__every="5",
    )

    workflow = Workflow.objects.get()
    assert (workflow.account, workflow.name) == (account, "Nightly")
    assert Schedule.objects.get().process_id == workflow.pk


def test_a_name_that_is_taken_gets_a_sentence(member, account):
    workflows.actions.create(account, {"name": "Nightly"})

    response = member.submit("workflows_workflow_add", name="Nightly")

    assert "There is a workflow of this name already." in sentences(response)["name"][0]
    assert Workflow.objects.count() == 1


def test_the_name_of_another_accounts_workflow_is_free(member, stranger):
    workflows.actions.create(stranger, {"name": "Nightly"})

    assert member.submit("workflows_workflow_add", name="Nightly").status_code == 302


@pytest.mark.parametrize(
    ("name", "words"), [("", "Give the workflow a name."), ("n" * 201, "200")]
)
def test_bad_names_get_a_sentence(member, name, words):
    response = member.submit("workflows_workflow_add", name=name)

    assert words in sentences(response)["name"][0]


def test_nothing_is_written_when_its_schedule_is_refused(member):
    member.submit("workflows_workflow_add", name="Nightly", schedules__0__every="0")

    assert not Workflow.objects.exists()


def test_it_is_changed_run_and_deleted(member, account):
    workflow = workflows.actions.create(account, {"name": "Nightly"})

    member.submit("workflows_workflow_change", workflow.pk, name="Daily")
    member.post("workflows_workflow_run", workflow.pk)
    member.post("workflows_workflow_delete", workflow.pk, data={"post": "yes"})

    workflow.refresh_from_db()
    assert workflow.name == "Daily"
    assert workflow.archived_at is not None
    assert ProcessRun.objects.filter(process=workflow).count() == 1


def test_another_accounts_workflow_is_not_there(outsider, account):
    workflow = workflows.actions.create(account, {"name": "Nightly"})

    response = outsider.get("workflows_workflow_change", workflow.pk)

    assert response.url == address("index")
    assert "Nightly" not in outsider.text("workflows_workflow_changelist")
