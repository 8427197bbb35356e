"""/go/<guid>/: lower floors link up through here."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth.models import User

from accounts import actions
from workflows.actions import create as create_workflow


@pytest.fixture
def person(account):
    user = User.objects.create_user("ada", is_staff=True)
    actions.admit(user, account)
    return user


@pytest.fixture
def things(account, job, make_schedule, start):
    """One of each that has a page, of this account."""
    return {
        "jobs/job": job,
        "workflows/workflow": create_workflow(account, {"name": "Nightly"}),
        "schedules/schedule": make_schedule(),
        "runs/processrun": start(),
    }


PAGES = ["jobs/job", "workflows/workflow", "schedules/schedule", "runs/processrun"]


@pytest.mark.parametrize("page", PAGES)
def test_who_may_see_it_is_led_to_its_page(client, person, things, page):
    client.force_login(person)

    answer = client.get(f"/go/{things[page].guid}/")

    assert answer.status_code == 302
    assert answer.url == f"/admin/{page}/{things[page].pk}/change/"


@pytest.mark.parametrize("page", PAGES)
def test_the_operator_is_led_there_as_well(admin_client, things, page):
    answer = admin_client.get(f"/go/{things[page].guid}/")

    assert answer.url == f"/admin/{page}/{things[page].pk}/change/"


@pytest.mark.parametrize("page", PAGES)
def test_what_belongs_to_another_account_is_not_found(client, stranger, things, page):
    other = User.objects.create_user("eve", is_staff=True)
    actions.admit(other, stranger)
    client.force_login(other)

    assert client.get(f"/go/{things[page].guid}/").status_code == 404


def test_a_person_without_an_account_finds_nothing(client, things):
    client.force_login(User.objects.create_user("nobody"))

    for thing in things.values():
        assert client.get(f"/go/{thing.guid}/").status_code == 404


def test_an_unknown_guid_is_not_found(client, person):
    client.force_login(person)

    assert client.get(f"/go/{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize("text", ["1", "no-guid", "%00", "../admin", "0" * 40])
def test_what_is_no_guid_is_not_found(client, person, text):
    client.force_login(person)

    assert client.get(f"/go/{text}/").status_code == 404


def test_who_is_not_signed_in_signs_in_first_and_comes_back(client, job):
    path = f"/go/{job.guid}/"

    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.url == f"/admin/login/?next={path}"


def test_who_is_not_signed_in_learns_nothing_of_what_exists(client, job):
    known, unknown = f"/go/{job.guid}/", f"/go/{uuid.uuid4()}/"

    assert client.get(known).status_code == client.get(unknown).status_code == 302
