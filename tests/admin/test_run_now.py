from __future__ import annotations

import pytest

from jobs.models import Job
from runs.choices import Origin
from runs.models import ProcessRun
from tests.admin.pages import address, visible


def test_it_starts_the_job_and_links_the_run(member, job):
    response = member.client.post(address("jobs_job_run", job.pk), follow=True)

    run = ProcessRun.objects.get()
    assert (run.process_id, run.origin) == (job.pk, Origin.MANUAL)
    assert "It has been started." in visible(response)
    assert address("runs_processrun_change", run.pk) in response.content.decode()


def test_a_job_that_is_switched_off_says_why_not(member, make_job):
    job = make_job(name="Resting", enabled=False)

    response = member.client.post(address("jobs_job_run", job.pk), follow=True)

    assert "“Resting” is switched off." in visible(response)
    assert not ProcessRun.objects.exists()


def test_looking_starts_nothing(member, job):
    assert member.get("jobs_job_run", job.pk).status_code == 405
    assert not ProcessRun.objects.exists()


@pytest.mark.parametrize("page", ["jobs_job_run", "jobs_job_panel"])
def test_another_accounts_job_is_not_there(outsider, job, page):
    response = outsider.client.post(address(page, job.pk))

    assert response.status_code == 302
    assert response.url == address("index")
    assert not ProcessRun.objects.exists()


@pytest.mark.parametrize("ident", ["0", "999999999999999999999", "x", "1/2"])
def test_what_does_not_exist_leads_to_the_index(member, db, ident):
    response = member.client.post(f"/admin/jobs/job/{ident}/run/")

    assert response.url == address("index")


def test_who_is_not_signed_in_is_asked_to(client, job):
    response = client.post(address("jobs_job_run", job.pk))

    assert response.url.startswith(address("login"))
    assert not ProcessRun.objects.exists()


def test_the_panel_shows_the_last_runs_and_asks_more_often_while_one_is_open(
    member, job, start, work, peer
):
    run = start()
    assert (
        'hx-trigger="every 1s"' in member.get("jobs_job_panel", job.pk).content.decode()
    )

    work(run)
    page = member.get("jobs_job_panel", job.pk).content.decode()
    assert "Succeeded" in page
    assert 'hx-trigger="every 5s"' in page


def test_a_poll_without_a_session_takes_the_page_to_the_sign_in(client, job):
    response = client.get(
        address("jobs_job_panel", job.pk), headers={"HX-Request": "true"}
    )

    assert response["HX-Refresh"] == "true"
    assert Job.objects.exists()
