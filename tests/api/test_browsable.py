"""The API in a browser: pages with forms that do what they say."""

from __future__ import annotations

import html
import re

import pytest

from jobs.models import Job
from runs.models import ProcessRun
from schedules.models import Schedule
from tests.api.browsing import form, page_of, submit

LISTS = ["jobs/", "workflows/", "schedules/", "blackouts/", "runs/", "robots/"]


@pytest.mark.parametrize("address", ["", *LISTS])
def test_each_list_is_a_page_in_a_browser(browser, address):
    answer = browser.ask("get", address)

    assert answer.status_code == 200
    assert page_of(answer)


@pytest.mark.parametrize("accept", ["*/*", "application/json"])
@pytest.mark.parametrize("address", LISTS)
def test_others_get_json(api, address, accept):
    answer = api.ask("get", address, accept=accept)

    assert answer["Content-Type"] == "application/json"


def test_another_format_is_not_acceptable(api):
    assert api.ask("get", "jobs/", accept="application/xml").status_code == 406


def test_the_form_of_jobs_offers_their_fields(browser):
    page = page_of(browser.ask("get", "jobs/"))

    assert form(page, "post") == {
        "name": "input",
        "description": "textarea",
        "method": "select",
        "url": "input",
        "headers": "textarea",
        "body": "textarea",
        "internal": "input",
        "timeout_s": "input",
        "attempts": "input",
        "backoff": "select",
        "retry_delay_s": "input",
        "retry_on": "select",
        "unique": "input",
        "stop_after_s": "input",
        "robot": "input",
        "enabled": "input",
    }
    assert re.search(r'<option value="POST" selected', page)
    assert "Left out, it is so where the URL begins with" in page


def test_the_form_of_schedules_offers_their_fields(browser):
    page = page_of(browser.ask("get", "schedules/"))

    fields = form(page, "post")
    assert fields["kind"] == "select"
    assert fields["input"] == "textarea"
    assert set(fields) == {
        *("process", "name", "kind", "expression", "timezone", "gap", "repeat"),
        *(
            "starts_at",
            "ends_at",
            "most_firings",
            "repeats",
            "misfire",
            "grace_s",
            "overlap",
        ),
        *("robot", "input", "enabled"),
    }


def test_runs_have_no_form(browser, start):
    run = start()

    for address in ("runs/", f"runs/{run.pk}/"):
        assert "-object-form" not in page_of(browser.ask("get", address))


def test_a_form_makes_a_job(browser):
    answer = submit(
        browser,
        "post",
        "jobs/",
        name="",
        method="GET",
        url="/healthz",
        headers="{'accept': 'a/b'}",
        attempts="2",
        retry_on=["timeout", "5xx"],
        body="",
        timeout_s="5",
        enabled="true",
        description="",
    )

    assert answer.status_code == 201
    assert page_of(answer)
    job = Job.objects.get()
    assert (job.name, job.timeout_s) == ("get|/healthz", 5)
    assert job.headers == {"accept": "a/b"}
    assert (job.attempts, job.retry_on) == (2, ["timeout", "5xx"])
    assert job.internal
    assert job.enabled


def test_a_box_that_is_not_ticked_is_off(browser):
    submit(
        browser,
        "post",
        "jobs/",
        method="GET",
        url="https://api.example/",
        timeout_s="5",
    )

    assert not Job.objects.get().enabled


def test_a_refused_form_comes_back_with_its_values_and_sentences(browser):
    answer = submit(
        browser,
        "post",
        "jobs/",
        name="<b>Sync</b>",
        method="GET",
        url="ftp://api.example/",
        headers="{'a': ",
        timeout_s="5",
    )

    assert answer.status_code == 400
    page = html.unescape(page_of(answer))
    assert 'value="ftp://api.example/"' in page
    assert "Begin the URL with http:// or https://" in page
    assert "{'a': " in page
    assert "<b>Sync</b>" not in answer.content.decode()
    assert not Job.objects.exists()


def test_a_taken_name_comes_back_in_its_form(browser, workflow):
    answer = submit(browser, "post", "workflows/", name=workflow.name)

    assert answer.status_code == 400
    assert "There is a workflow of this name already" in page_of(answer)


def test_a_form_changes_a_job(browser, make_job):
    job = make_job(name="Old", headers={"a": "b"}, timeout_s=5)
    page = page_of(browser.ask("get", f"jobs/{job.number}/"))
    assert "headers" in form(page, "put")
    assert html.unescape(page).count('"a": "b"') >= 2

    answer = submit(
        browser,
        "put",
        f"jobs/{job.number}/",
        name="New",
        method="PUT",
        url="https://api.example/new",
        headers='{"a": "c"}',
        timeout_s="6.5",
        enabled="true",
    )

    assert answer.status_code == 200
    job.refresh_from_db()
    assert (job.name, job.method, job.headers) == ("New", "PUT", {"a": "c"})
    assert (job.timeout_s, job.enabled) == (6.5, True)


def test_a_form_makes_and_changes_a_schedule(browser, job):
    fields = {
        "process": str(job.number),
        "kind": "interval",
        "expression": "60",
        "timezone": "Europe/Berlin",
        "starts_at": "",
        "ends_at": "",
        "input": '{"q": 1}',
        "enabled": "true",
    }
    made = submit(browser, "post", "schedules/", **fields)
    schedule = Schedule.objects.get()
    changed = submit(
        browser, "put", f"schedules/{schedule.pk}/", **{**fields, "expression": "90"}
    )

    assert (made.status_code, changed.status_code) == (201, 200)
    schedule.refresh_from_db()
    assert (schedule.expression, schedule.input) == ("90", {"q": 1})
    assert schedule.starts_at is None


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("input", "{"),
        ("input", "[]"),
        ("input", '{"a": "\\u0000"}'),
        ("starts_at", "yesterday"),
        ("expression", "0"),
        ("process", "\x00"),
        ("name", "a\x00b"),
        ("enabled", "perhaps"),
        ("kind", ""),
    ],
)
def test_bad_text_in_a_form_comes_back_as_a_page(browser, job, field, text):
    fields = {"process": str(job.number), "kind": "interval", "expression": "60"}

    answer = submit(browser, "post", "schedules/", **{**fields, field: text})

    assert answer.status_code == 400
    assert "help-block" in page_of(answer)
    assert not Schedule.objects.exists()


def test_raw_json_with_odd_values_comes_back_as_a_page(browser):
    raw = b'{"process": [], "kind": {}, "starts_at": [1], "input": 5, "enabled": {}}'

    answer = browser.send("schedules/", raw)

    assert answer.status_code == 400
    assert page_of(answer)


def test_a_broken_body_comes_back_as_a_page(browser):
    answer = browser.send("jobs/", b"{")

    assert answer.status_code == 400
    assert "line 1, column 2" in page_of(answer)


def test_a_form_of_too_many_fields_is_refused(browser, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10

    fields = {f"f{n}": "" for n in range(11)}
    answer = submit(browser, "post", "jobs/", **fields)

    assert answer.status_code == 400
    assert page_of(answer)


def test_the_button_deletes(browser, job):
    page = page_of(browser.ask("get", f"jobs/{job.number}/"))
    assert 'data-method="DELETE"' in page

    assert page_of(browser.ask("delete", f"jobs/{job.number}/"))
    assert Job.objects.get().archived_at


def test_a_page_starts_a_job(browser, job):
    page = page_of(browser.ask("get", f"jobs/{job.number}/run/"))
    assert form(page, "post") == {"input": "textarea", "step_input": "textarea"}

    answer = submit(browser, "post", f"jobs/{job.number}/run/", input='{"q": 1}')

    assert answer.status_code == 201
    assert page_of(answer)
    assert ProcessRun.objects.get().input == {"q": 1}


def test_an_empty_input_in_a_form_is_an_empty_object(browser, job):
    submit(browser, "post", f"jobs/{job.number}/run/", input="")

    assert ProcessRun.objects.get().input == {}


def test_foreign_text_on_a_page_is_no_markup(browser, make_job):
    script = "</textarea><script>alert(1)</script>"
    job = make_job(name=script, body=script)

    for address in ("jobs/", f"jobs/{job.number}/"):
        assert "<script>alert" not in page_of(browser.ask("get", address))
