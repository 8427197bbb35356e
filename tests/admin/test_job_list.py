from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.admin.pages import address


def queries(browser, page, **query):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert browser.get(page, **query).status_code == 200
    return len(caught)


def test_a_row_tells_the_call_the_schedules_and_the_last_run(
    member, make_job, make_schedule, start
):
    job = make_job(name="Orders", method="PUT", url="https://api.example/orders")
    make_schedule(process=job, kind="cron", expression="0 6 * * *")
    run = start(process=job)

    page = member.get("jobs_job_changelist").content.decode()
    text = member.text("jobs_job_changelist")
    assert "PUT https://api.example/orders" in text
    assert "at 06:00 every day" in text
    assert "Waiting" in text
    assert address("runs_processrun_change", run.pk) in page


def test_what_was_deleted_is_not_listed(member, job):
    from django.utils import timezone

    import jobs.actions

    jobs.actions.delete(job, now=timezone.now())

    assert "Orders" not in member.text("jobs_job_changelist")
    assert member.get("jobs_job_change", job.pk).status_code == 302


def test_the_search_finds_names_and_addresses(member, make_job):
    make_job(name="Invoices")
    make_job(name="Other", url="https://api.example/invoices")
    make_job(name="Third")

    text = member.text("jobs_job_changelist", q="invoices")
    assert ("Invoices" in text, "Other" in text, "Third" in text) == (True, True, False)


def test_filters_narrow_the_list(member, make_job):
    make_job(name="Active")
    make_job(name="Resting", enabled=False)

    assert "Active" not in member.text("jobs_job_changelist", enabled__exact=0)


def test_the_number_of_queries_does_not_grow_with_the_rows(
    member, make_job, make_schedule, start
):
    def add(count):
        for _each in range(count):
            job = make_job()
            make_schedule(process=job)
            make_schedule(process=job, kind="cron", expression="0 6 * * *")
            start(process=job)

    add(1)
    few = queries(member, "jobs_job_changelist")
    add(8)
    assert queries(member, "jobs_job_changelist") == few


def test_an_empty_list_is_no_error(member):
    assert "Nothing here yet." in member.text("jobs_job_changelist")
