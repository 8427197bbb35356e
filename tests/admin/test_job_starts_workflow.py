"""A job that starts a workflow, picked from a list."""

from __future__ import annotations

import pytest

import workflows.actions
from jobs.models import Job
from schedules.models import Schedule

NAME = "Getmyinvoices Documents nach  Ecodms/+ё"
PATH = "/workflow/execute/Getmyinvoices%20Documents%20nach%20%20Ecodms%2F%2B%D1%91"


@pytest.fixture
def workflow(account):
    return workflows.actions.create(account, {"name": NAME})


def test_it_fills_in_the_call_and_an_hour(member, workflow):
    member.submit("jobs_job_add", name="Hourly", method="GET", workflow=PATH)

    job = Job.objects.get()
    assert (job.method, job.url, job.internal) == ("POST", PATH, True)
    schedule = Schedule.objects.get()
    assert (schedule.kind, schedule.expression) == ("interval", "3600")


def test_a_schedule_that_was_given_stays(member, workflow):
    member.submit("jobs_job_add", workflow=PATH, schedules__0__every="5")

    assert Schedule.objects.get().expression == "300"


def test_the_list_shows_what_a_job_starts(member, workflow, make_job):
    job = make_job(url=PATH)

    page = member.get("jobs_job_change", job.pk)

    assert page.context["adminform"].form["workflow"].value() == PATH


def test_a_saved_job_may_be_told_more_than_the_path(member, workflow, make_job):
    job = make_job(url=PATH, method="POST")

    member.submit("jobs_job_change", job.pk, url=f"{PATH}?x=1", workflow=PATH)

    job.refresh_from_db()
    assert job.url == f"{PATH}?x=1"
    assert not Schedule.objects.exists()


def test_another_workflow_takes_the_place_of_the_url(member, workflow, make_job):
    job = make_job(url="https://api.example/")

    member.submit("jobs_job_change", job.pk, workflow=PATH)

    job.refresh_from_db()
    assert job.url == PATH


def test_other_accounts_workflows_are_not_offered(outsider, workflow):
    assert NAME not in outsider.text("jobs_job_add")


@pytest.mark.parametrize("made_up", ["/workflow/execute/Nobody", "javascript:alert(1)"])
def test_what_is_not_offered_is_refused(member, workflow, made_up):
    member.submit("jobs_job_add", workflow=made_up)

    assert not Job.objects.exists()
