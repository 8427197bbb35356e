from __future__ import annotations

import pytest

from workflows import actions
from workflows.models import Workflow


def test_a_workflow_is_made_of_a_name(api, account):
    answer = api.ask("post", "workflows/", {"name": " Nightly ", "description": "All."})

    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["description"], made["enabled"]) == (
        "Nightly",
        "All.",
        True,
    )
    assert Workflow.objects.get(number=made["id"]).account == account
    for ident in (made["id"], made["guid"]):
        assert api.ask("get", f"workflows/{ident}/").json() == made


@pytest.mark.parametrize("name", ["", "  ", 5, None, [], "x" * 201, "a\nb"])
def test_a_name_that_is_none_is_refused(api, name):
    answer = api.ask("post", "workflows/", {"name": name})

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"name"}
    assert not Workflow.objects.exists()


def test_a_name_is_taken_once(api, workflow):
    answer = api.ask("post", "workflows/", {"name": workflow.name})

    assert answer.status_code == 400
    [sentence] = answer.json()["errors"]["name"]
    assert sentence.startswith("There is a workflow of this name already.")
    assert Workflow.objects.count() == 1


def test_another_accounts_name_is_free(foreign_api, workflow):
    answer = foreign_api.ask("post", "workflows/", {"name": workflow.name})

    assert answer.status_code == 201


def test_a_deleted_ones_name_is_free(api, workflow):
    api.ask("delete", f"workflows/{workflow.guid}/")

    assert api.ask("post", "workflows/", {"name": workflow.name}).status_code == 201


def test_renaming_to_a_taken_name_changes_nothing(api, account, workflow):
    other = actions.create(account, {"name": "Other"})

    body = {"name": workflow.name, "description": "New"}
    answer = api.ask("patch", f"workflows/{other.guid}/", body)

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"name"}
    other.refresh_from_db()
    assert (other.name, other.description) == ("Other", "")


def test_a_change_leaves_the_name(api, workflow):
    answer = api.ask("patch", f"workflows/{workflow.guid}/", {"enabled": False})

    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["enabled"]) == (workflow.name, False)


def test_a_replacement_needs_the_name(api, workflow):
    answer = api.ask("put", f"workflows/{workflow.guid}/", {"description": "New"})

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"name"}


def test_a_job_is_no_workflow(api, job):
    assert api.ask("get", f"workflows/{job.number}/").status_code == 404
    assert api.ask("get", "workflows/").json()["results"] == []
