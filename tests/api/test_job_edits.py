from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from runs.models import ProcessVersion

CALL = {"method": "GET", "url": "https://api.example/orders"}


def test_a_change_of_one_thing_leaves_the_others(api, make_job):
    retried = {"attempts": 3, "retry_on": ["429"], "retry_delay_s": 5}
    job = make_job(name="Sync", url="/healthz", headers={"a": "b"}, body="x", **retried)
    before = api.ask("get", f"jobs/{job.guid}/").json()

    answer = api.ask("patch", f"jobs/{job.guid}/", {"description": "New"})

    assert answer.status_code == 200
    after = answer.json()
    assert after.pop("updated_at") > before.pop("updated_at")
    assert after == {**before, "description": "New"}


def test_whatever_defines_a_job_or_a_workflow_can_be_said_here():
    # What could not be said would be undone by every PUT.
    from jobs.api.serializers import DEFINED, JobSerializer
    from workflows.api import serializers as workflows

    assert set(DEFINED) <= set(JobSerializer().fields)
    assert set(workflows.DEFINED) <= set(workflows.WorkflowSerializer().fields)


def test_a_change_keeps_whether_it_is_internal(api, make_job):
    job = make_job(url="http://localhost:8000/healthz", internal=True)

    kept = api.ask(
        "patch", f"jobs/{job.number}/", {"url": "http://localhost:8000/echo/"}
    )
    refused = api.ask("patch", f"jobs/{job.number}/", {"url": "https://api.example/"})

    assert kept.json()["internal"] is True
    assert kept.json()["url"] == "/echo/"
    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == {"url"}


def test_a_replacement_puts_what_is_left_out_back_to_its_default(api, make_job):
    job = make_job(name="Sync", headers={"a": "b"}, body="x", timeout_s=5)
    api.ask("patch", f"jobs/{job.guid}/", {"enabled": False, "description": "Old"})

    after = api.ask("put", f"jobs/{job.guid}/", CALL).json()

    assert after["name"] == "get|https://api.example/orders"
    assert (after["headers"], after["body"], after["timeout_s"]) == ({}, "", 30)
    assert (after["enabled"], after["description"]) == (True, "")


def test_a_change_of_the_call_is_a_new_version(api, job):
    api.ask("patch", f"jobs/{job.guid}/", {"url": "https://api.example/new"})

    numbers = ProcessVersion.objects.filter(process=job).values_list(
        "number", flat=True
    )
    assert list(numbers) == [1, 2]


def test_a_refused_change_changes_nothing(api, job):
    before = api.ask("get", f"jobs/{job.guid}/").json()

    answer = api.ask("patch", f"jobs/{job.guid}/", {"name": "New", "timeout_s": 0})

    assert answer.status_code == 400
    assert api.ask("get", f"jobs/{job.guid}/").json() == before


def test_an_edit_reads_the_row_that_it_locks(api, job):
    with CaptureQueriesContext(connection) as caught:
        api.ask("patch", f"jobs/{job.guid}/", {"description": "New"})
    statements = [query["sql"] for query in caught]

    begun = next(n for n, sql in enumerate(statements) if sql.startswith("SAVEPOINT"))
    read = next(n for n, sql in enumerate(statements) if "jobs_job" in sql)
    assert begun < read
    if connection.features.has_select_for_update:
        assert "FOR NO KEY UPDATE" in statements[read]


def test_a_deleted_job_is_gone_with_its_schedules_and_its_runs_stay(
    api, job, schedule, start
):
    run = start()

    first = api.ask("delete", f"jobs/{job.guid}/")
    second = api.ask("delete", f"jobs/{job.guid}/")

    assert (first.status_code, second.status_code) == (204, 404)
    for address in (f"jobs/{job.number}/", f"schedules/{schedule.pk}/"):
        assert api.ask("get", address).status_code == 404
        assert api.ask("patch", address, {"enabled": True}).status_code == 404
    assert api.ask("post", f"jobs/{job.number}/run/").status_code == 404
    assert api.ask("get", "jobs/").json()["results"] == []
    assert api.ask("get", f"runs/{run.pk}/").json()["process"]["id"] == job.number
