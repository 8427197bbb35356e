"""Every page of the admin: not without signing in, not with foreign objects."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from accounts import actions
from tests.admin.pages import Browser, address

PAGES = [
    f"{model._meta.app_label}_{model._meta.model_name}"
    for model in admin.site._registry
]
ACTIONS = ["change", "delete", "history"]


@pytest.fixture
def objects(account, make_job, make_schedule, start, operator) -> dict[str, int]:
    """One of each of the account's things, by page."""
    import workflows.actions
    from accounts.models import Membership

    job = make_job(
        name="Orders",
        url="https://a.example/",
        headers={"Authorization": "Bearer x1y2"},
    )
    schedule = make_schedule(process=job)
    return {
        "jobs_job": job.pk,
        "workflows_workflow": workflows.actions.create(account, {"name": "W"}).pk,
        "schedules_schedule": schedule.pk,
        "runs_processrun": start(process=job).pk,
        "accounts_account": account.pk,
        "accounts_apikey": actions.create_key(account, name="K").key.pk,
        "accounts_secret": account.secrets.get().pk,
        "accounts_membership": Membership.objects.filter(account=account)[0].pk,
        "django_celery_beat_periodictask": schedule.periodic_task_id,
    }


@pytest.mark.parametrize("page", [*(f"{page}_changelist" for page in PAGES), "index"])
def test_nobody_sees_anything_without_signing_in(client, db, page):
    assert client.get(address(page)).url.startswith(address("login"))


@pytest.mark.parametrize("page", PAGES)
def test_the_operator_may_open_every_list(operator, objects, page):
    assert operator.get(f"{page}_changelist").status_code == 200


def test_the_operator_may_open_every_thing(operator, objects):
    for page, key in objects.items():
        assert operator.get(f"{page}_change", key).status_code == 200, page
        assert operator.get(f"{page}_history", key).status_code == 200, page


def test_a_member_may_open_everything_of_the_account(member, objects):
    for page, key in objects.items():
        assert member.get(f"{page}_change", key).status_code == 200, page
        assert member.get(f"{page}_changelist").status_code == 200, page


@pytest.mark.parametrize("action", ACTIONS)
def test_what_belongs_to_others_is_missing_whatever_the_page(outsider, objects, action):
    for page, key in objects.items():
        for response in (
            outsider.get(f"{page}_{action}", key),
            outsider.post(f"{page}_{action}", key, data={"post": "yes"}),
        ):
            assert response.status_code in {302, 403}, page
            assert "Orders" not in response.content.decode(), page


def test_the_way_by_guid_leads_to_ones_own_things_only(outsider, member, job):
    url = reverse("go", args=[job.guid])

    assert member.client.get(url).url == address("jobs_job_change", job.pk)
    assert outsider.client.get(url).status_code == 404


def test_who_is_not_of_the_staff_stays_outside(account):
    user = User.objects.create(username="api-only")
    actions.admit(user, account)
    client = Client()
    client.force_login(user)

    assert Browser(client).get("jobs_job_changelist").url.startswith(address("login"))
