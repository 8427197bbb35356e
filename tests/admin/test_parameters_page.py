"""The icon in every list, and the page of sample requests behind it."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import shlex
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from runs.models import ProcessRun, Robot
from schedules.models import Schedule
from tests.dialects.conftest import caller_for

FIELDS = [
    *("values", "quartzDef", "startDate", "endDate", "runOnce", "runImmediately"),
    *("retryCount", "name", "worker"),
]


def place(page, name):
    """The text of what has this id."""
    found = re.search(rf'id="{name}"[^>]*>(.*?)</(?:pre|code)>', page, re.DOTALL)
    assert found, name
    return html.unescape(found[1])


@pytest.fixture
def page(member):
    def page(row, **query):
        answer = member.get("parameters", row.guid, **query)
        assert answer.status_code == 200
        return answer.content.decode()

    return page


@pytest.fixture
def body(page):
    return lambda row, **query: json.loads(place(page(row, **query), "start-body"))


@pytest.fixture
def workflow(account):
    import runs.actions
    import workflows.actions

    workflow = workflows.actions.create(account, {"name": "Full name"})
    parameters = [
        {"name": "username", "type": "text", "default": "Tim"},
        {"name": "surname", "type": "text"},
        {"name": "token", "type": "text", "secret": True, "default": "hush-hush"},
    ]
    document = {"steps": [], "outputs": {}, "parameters": parameters}
    runs.actions.publish(workflow, definition={}, plan=document)
    workflow.refresh_from_db()
    return workflow


def test_every_row_of_a_list_has_the_icon(member, job, workflow, make_schedule):
    schedule = make_schedule()
    for listed, row in (
        ("jobs_job_changelist", job),
        ("workflows_workflow_changelist", workflow),
        ("schedules_schedule_changelist", schedule),
    ):
        content = member.get(listed).content.decode()
        assert f'href="/admin/parameters/{row.guid}/"' in content
        assert f'<span class="visually-hidden">Parameters of {row}</span>' in content


def test_so_have_their_pages(member, job, workflow, make_schedule):
    schedule = make_schedule()
    for shown, row in (
        ("jobs_job_change", job),
        ("workflows_workflow_change", workflow),
        ("schedules_schedule_change", schedule),
    ):
        content = member.get(shown, row.pk).content.decode()
        assert f'href="/admin/parameters/{row.guid}/"' in content


def test_all_nine_fields_are_there_in_the_documents_order(body, workflow):
    given = body(workflow)

    assert list(given) == FIELDS
    assert given == {
        "values": {"username": "Tim", "surname": "", "token": ""},
        "quartzDef": "",
        "startDate": "",
        "endDate": "",
        "runOnce": "N",
        "runImmediately": "Y",
        "retryCount": "0",
        "name": "Full name",
        "worker": "",
    }


def test_a_schedule_fills_them_from_its_own_row(body, make_schedule, workflow, account):
    account.time_zone = "Europe/Istanbul"
    account.save()
    robot = Robot.objects.create(name="notepad")
    schedule = make_schedule(
        process=workflow,
        kind="quartz",
        expression="0 6 6 ? * FRI",
        time_zone="Europe/Istanbul",
        starts_at=dt.datetime(2026, 11, 16, 13, 56, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 11, 18, 13, 55, tzinfo=dt.UTC),
        most_firings=1,
        repeats=1,
        input={"username": "Username", "token": "psst"},
        robot=robot,
    )

    expected = {
        "values": {"username": "Username", "surname": "", "token": ""},
        "quartzDef": "0 6 6 ? * FRI",
        "startDate": "2026-11-16 16:56:00",
        "endDate": "2026-11-18 16:55:00",
        "runOnce": "Y",
        "runImmediately": "N",
        "retryCount": "1",
        "name": "Full name",
        "worker": str(robot.guid),
    }
    assert body(Schedule.objects.get(pk=schedule.pk)) == expected
    assert body(workflow) == expected


def test_what_quartz_cannot_say_is_left_out_and_said(page, make_schedule):
    content = page(make_schedule(kind="cron", expression="0 0 13 * 5"))

    assert json.loads(place(content, "start-body"))["quartzDef"] == ""
    assert "Quartz cannot say" in content


def test_the_status_query_names_the_plans_own_spid(page, make_schedule, job):
    schedule = make_schedule()

    status = place(page(schedule), "status-url")

    path = f"/scheduler/connector-api/process/status/{schedule.guid}"
    assert status == f"http://testserver{path}"
    Schedule.objects.all().delete()
    assert place(page(job), "status-url").endswith("/status/{robustaSpid}")


def test_the_curl_line_starts_it(page, make_job, account):
    """Its words are what a shell would hand on; here the door gets them itself."""
    job = make_job(name="It's “quoted” $HOME `x`")

    words = shlex.split(place(page(job), "start-curl").replace("\\\n", ""))

    raw = words[words.index("--data-raw") + 1]
    url = words[words.index("POST") + 1]
    assert words[:3] == ["curl", "-X", "POST"]
    assert words[words.index("-u") + 1] == "KEY_ID:SECRET"
    answer = caller_for(account).send("POST", url.split("testserver")[1], raw)
    assert answer.status_code == 200
    assert ProcessRun.objects.get().process_id == job.pk


def test_the_workers_are_there_to_pick_from(page, body, job, stranger):
    near = Robot.objects.create(name="near", last_seen_at=timezone.now())
    Robot.objects.create(name="foreign", account=stranger)

    content = page(job)

    assert str(near.guid) in content
    assert "foreign" not in content
    assert body(job, worker=near.guid)["worker"] == str(near.guid)
    assert body(job, worker="nonsense")["worker"] == ""


def test_another_accounts_are_not_there(outsider, operator, job, make_schedule):
    for row in (job, make_schedule()):
        assert outsider.get("parameters", row.guid).status_code == 404
        assert operator.get("parameters", row.guid).status_code == 200


def test_nothing_and_what_was_deleted_are_not_there(member, job):
    import jobs.actions

    assert member.get("parameters", uuid.uuid4()).status_code == 404
    jobs.actions.delete(job, now=timezone.now())
    assert member.get("parameters", job.guid).status_code == 404


def test_who_is_not_signed_in_signs_in_first(job):
    answer = Client().get(f"/admin/parameters/{job.guid}/")

    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]


def test_a_name_of_markup_stays_a_text(member, page, make_job):
    job = make_job(name="<script>alert(1)</script>")

    assert "<script>alert(1)" not in page(job)
    listed = member.get("jobs_job_changelist").content.decode()
    assert "<script>alert(1)" not in listed
