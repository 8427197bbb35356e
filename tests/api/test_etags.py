"""An edit may say which version it means; another one is refused, and says so."""

from __future__ import annotations

import pytest

from accounts import actions


@pytest.fixture
def secret(account):
    return actions.create_secret(account, name="s", hosts=["a.example"], value="4711")


@pytest.fixture
def things(job, workflow, schedule, blackout, secret, account):
    """By resource: the address of one, and an edit of it."""
    return {
        "jobs": (f"jobs/{job.number}/", {"description": "new"}),
        "workflows": (f"workflows/{workflow.number}/", {"description": "new"}),
        "schedules": (f"schedules/{schedule.pk}/", {"name": "new"}),
        "blackouts": (f"blackouts/{blackout.pk}/", {"name": "new"}),
        "secrets": (f"secrets/{secret.pk}/", {"value": "new"}),
        "accounts": (f"accounts/{account.guid}/", {"name": "new"}),
    }


RESOURCES = ["jobs", "workflows", "schedules", "blackouts", "secrets", "accounts"]
every_resource = pytest.mark.parametrize("resource", RESOURCES)


@every_resource
def test_the_tag_that_was_read_may_be_named(admin_api, things, resource):
    address, edit = things[resource]
    tag = admin_api.ask("get", address)["ETag"]

    answer = admin_api.ask("patch", address, edit, if_match=tag)

    assert answer.status_code == 200
    assert answer["ETag"] != tag
    assert answer["ETag"] == admin_api.ask("get", address)["ETag"]


@every_resource
def test_an_older_tag_is_refused_and_nothing_is_changed(admin_api, things, resource):
    address, edit = things[resource]
    old = admin_api.ask("get", address)["ETag"]
    admin_api.ask("patch", address, edit)
    before = admin_api.ask("get", address)

    other = {key: f"{value}er" for key, value in edit.items()}
    answer = admin_api.ask("patch", address, other, if_match=old)

    assert answer.status_code == 412
    assert before["ETag"] in answer.json()["detail"]
    assert admin_api.ask("get", address).json() == before.json()


@every_resource
def test_nobody_has_to_name_one(admin_api, things, resource):
    address, edit = things[resource]

    assert admin_api.ask("patch", address, edit).status_code == 200


def test_a_deletion_may_name_one_too(api, things):
    address, edit = things["jobs"]
    old = api.ask("get", address)["ETag"]
    new = api.ask("patch", address, edit)["ETag"]

    assert api.ask("delete", address, if_match=old).status_code == 412
    assert api.ask("delete", address, if_match=new).status_code == 204


@pytest.mark.parametrize("form", ["*", '"other", {}', '{} , "x"'])
def test_one_of_several_tags_is_enough(api, things, form):
    address, edit = things["jobs"]
    tag = api.ask("get", address)["ETag"]

    answer = api.ask("patch", address, edit, if_match=form.replace("{}", tag))

    assert answer.status_code == 200


@pytest.mark.parametrize("form", ["W/{}", '""', "nonsense", ",", '"', "{}x"])
def test_what_names_no_version_is_no_match(api, things, form):
    address, edit = things["jobs"]
    tag = api.ask("get", address)["ETag"]

    answer = api.ask("patch", address, edit, if_match=form.replace("{}", tag))

    assert answer.status_code == 412


def test_what_is_made_says_its_tag(api):
    made = api.ask("post", "jobs/", {"method": "GET", "url": "https://a.example/"})

    address = f"jobs/{made.json()['id']}/"
    assert made["ETag"] == api.ask("get", address)["ETag"]


def test_a_run_changes_no_tag(api, things, job, start):
    address, _edit = things["jobs"]
    before = api.ask("get", address)["ETag"]

    start()

    assert api.ask("get", address)["ETag"] == before


def test_another_value_of_a_secret_is_another_version(admin_api, things):
    address, _edit = things["secrets"]
    tags = {
        admin_api.ask("patch", address, {"value": value})["ETag"] for value in "abc"
    }

    assert len(tags) == 3
