"""Pages keep to the Content-Security-Policy: nothing inline, nothing from elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client

from accounts import actions
from tests.admin.pages import address
from workflows import actions as workflow_actions


class Offences(HTMLParser):
    """What a page holds that the policy forbids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        inline = tag == "script" and "src" not in given
        if inline and given.get("type") != "application/json":
            self.found.append("inline script")
        if tag == "style" or "style" in given:
            self.found.append(f"inline style on {tag}")
        self.found += [f"{name} on {tag}" for name in given if name.startswith("on")]
        loaded = given.get("src") or (given.get("href", "") if tag == "link" else "")
        if "//" in loaded:
            self.found.append(f"{tag} from {loaded}")


@pytest.fixture
def pages(operator, account, make_job, make_schedule, start, work, peer) -> list[str]:
    job = make_job(name="Orders")
    schedule = make_schedule(process=job)
    run = start(process=job)
    work(run)
    key = actions.create_key(account).key
    steps = [{"key": "a", "kind": "compose"}, {"key": "b", "kind": "compose"}]
    workflow = workflow_actions.create(account, {"name": "Nightly", "steps": steps})
    flow = start(process=workflow)
    work(flow)
    return [
        address("index"),
        address("jobs_job_add"),
        address("workflows_workflow_add"),
        *(address(f"jobs_job_{p}", job.pk) for p in ("change", "delete", "history")),
        address("schedules_schedule_change", schedule.pk),
        address("schedules_schedule_delete", schedule.pk),
        address("runs_processrun_change", run.pk),
        address("runs_processrun_change", flow.pk),
        *(
            address(f"workflows_workflow_{page}", workflow.pk)
            for page in ("change", "trial", "versions")
        ),
        address("accounts_apikey_change", key.pk),
        address("accounts_apikey_add"),
        address("accounts_account_change", account.pk),
        address("accounts_membership_add"),
        address("auth_user_add"),
        address("auth_user_change", User.objects.get(username="olga").pk),
        address("auth_group_add"),
        address("password_change"),
        address("django_celery_beat_periodictask_add"),
        address("django_celery_beat_periodictask_change", schedule.periodic_task_id),
        address("django_celery_beat_crontabschedule_add"),
        *(
            address(f"{model._meta.app_label}_{model._meta.model_name}_changelist")
            for model in admin.site._registry
        ),
        "/api/v1/",
        "/api/v1/jobs/",
        f"/api/v1/jobs/{job.guid}/",
        f"/api/v1/runs/{run.pk}/",
        "/nowhere/",
    ]


def test_no_page_breaks_the_policy(operator, pages):
    for url in pages:
        response = operator.client.get(url, headers={"Accept": "text/html"})
        assert response.status_code in {200, 404}, url
        assert "script-src 'self'" in response["Content-Security-Policy"], url
        assert Offences(response.content.decode()).found == [], url


def test_the_sign_in_keeps_to_it_as_well(client, db):
    assert Offences(client.get(address("login")).content.decode()).found == []


def test_an_error_of_ours_has_a_page_of_ours(operator, monkeypatch):
    def break_down(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("scheduler_project.dashboard.context", break_down)
    client = Client(raise_request_exception=False)
    client.cookies = operator.client.cookies

    response = client.get(address("index"), headers={"Accept": "text/html"})
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
