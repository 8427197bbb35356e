from __future__ import annotations

import pytest

import workflows.actions
from accounts.choices import Role
from runs.models import ProcessRun
from schedules.models import Schedule
from tests.admin.pages import address, sentences, visible
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


def test_keys_and_number_can_be_copied(member, workflow):
    page = member.get("workflows_workflow_change", workflow.pk).content.decode()

    assert f'id="workflow-number">{workflow.number}<' in page
    assert 'data-copy-from="workflow-number"' in page
    assert 'data-copy-from="id_steps-0-key"' in page


def test_nothing_that_was_typed_is_markup(edit):
    evil = '"><script>alert(1)</script>'
    response = edit(
        steps__0__key=evil,
        steps__1__url=evil,
        steps__1__label=evil,
        **{"outputs-name": [evil], "outputs-value": [evil]},
    )

    page = response.content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("page", ["draft", "trial", "versions"])
def test_no_page_of_another_accounts_workflow_is_there(outsider, workflow, page):
    response = outsider.post(f"workflows_workflow_{page}", workflow.pk, data={})

    assert response.url == address("index")


def test_a_draft_is_only_posted(member, workflow):
    assert member.get("workflows_workflow_draft", workflow.pk).status_code == 405


def test_the_list_says_number_steps_and_parameters(member, workflow):
    text = member.text("workflows_workflow_changelist")

    assert str(workflow.number) in text
    assert "Nightly" in text
    assert " name " in text
    found = member.text("workflows_workflow_changelist", q=workflow.number)
    assert "Nightly" in found


def test_the_list_says_what_is_switched_off(member, workflow):
    assert "switched off" not in member.text("workflows_workflow_changelist")

    workflow.enabled = False
    workflow.save()

    assert "switched off" in member.text("workflows_workflow_changelist")


def test_a_webhook_has_its_secret_address_on_the_page(edit, member, workflow):
    edit(webhook="on")

    workflow.refresh_from_db()
    text = member.text("workflows_workflow_change", workflow.pk)
    assert f"/webhook/{workflow.webhook_token}" in text


def test_a_viewer_reads_and_changes_nothing(staff, account, workflow):
    viewer = staff("vera", account, role=Role.VIEWER)

    page = viewer.get("workflows_workflow_change", workflow.pk)
    assert "key: first" in visible(page)
    assert 'id="plan-editor"' not in page.content.decode()
    assert "Test run" not in visible(page)
    assert "Restore" not in viewer.text("workflows_workflow_versions", workflow.pk)
    viewer.post("workflows_workflow_trial", workflow.pk)
    viewer.post("workflows_workflow_restore", workflow.pk, 1)
    viewer.post("workflows_workflow_change", workflow.pk, data={"name": "x"})

    workflow.refresh_from_db()
    assert (workflow.name, workflow.versions.count()) == ("Nightly", 1)
    assert not ProcessRun.objects.exists()
