from __future__ import annotations

from jobs.models import Job
from runs.models import ProcessRun
from schedules.models import Schedule


def test_the_page_says_what_goes_and_what_stays(member, job, make_schedule):
    make_schedule(kind="cron", expression="0 6 * * *")

    text = member.text("jobs_job_delete", job.pk)
    assert "“Orders” will be deleted." in text
    assert "at 06:00 every day" in text
    assert "its runs stay" in text


def test_it_is_archived_with_its_schedules_and_its_runs_stay(
    member, job, make_schedule, start
):
    make_schedule()
    start()

    member.post("jobs_job_delete", job.pk, data={"post": "yes"})

    job.refresh_from_db()
    assert job.archived_at is not None
    assert not Schedule.objects.living().exists()
    assert ProcessRun.objects.filter(process=job).exists()


def test_several_are_archived_from_the_list(member, make_job):
    jobs = [make_job(name=name) for name in ("One", "Two")]
    chosen = {
        "action": "delete_selected",
        "_selected_action": [str(job.pk) for job in jobs],
    }

    asked = member.post("jobs_job_changelist", data=chosen)
    assert "One" in asked.content.decode()
    assert Job.objects.filter(archived_at=None).count() == 2

    member.post("jobs_job_changelist", data=chosen | {"post": "yes"})
    assert not Job.objects.filter(archived_at=None).exists()


def test_another_accounts_job_cannot_be_deleted(outsider, job):
    outsider.post("jobs_job_delete", job.pk, data={"post": "yes"})
    outsider.post(
        "jobs_job_changelist",
        data={
            "action": "delete_selected",
            "_selected_action": str(job.pk),
            "post": "yes",
        },
    )

    job.refresh_from_db()
    assert job.archived_at is None
