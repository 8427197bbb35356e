from __future__ import annotations

import uuid

import pytest

from accounts.models import Secret
from jobs.models import Job
from runs.models import ProcessVersion

CALL = {"method": "GET", "url": "https://api.example/orders"}


def test_a_job_is_made_of_a_verb_and_an_address(api, account):
    answer = api.ask("post", "jobs/", CALL)

    assert answer.status_code == 201
    made = answer.json()
    job = Job.objects.get(number=made["id"])
    assert job.account == account
    assert answer["Location"].endswith(f"/api/v1/jobs/{job.number}/")
    assert 1_000_000_000 <= made["id"] < 2**32
    assert uuid.UUID(made["guid"]) == job.guid
    assert made["created_at"].endswith("Z")
    assert {**made, "created_at": "", "updated_at": "", "id": 0, "guid": ""} == {
        "id": 0,
        "guid": "",
        "name": "get|https://api.example/orders",
        "description": "",
        **CALL,
        "headers": {},
        "body": "",
        "internal": False,
        "timeout_s": 30.0,
        "attempts": 1,
        "backoff": "fixed",
        "retry_delay_s": 10.0,
        "retry_on": ["connection", "timeout", "5xx", "429"],
        "unique": False,
        "stop_after_s": None,
        "robot": None,
        "enabled": True,
        "schedules": [],
        "next_fire_at": None,
        "last_run": None,
        "created_at": "",
        "updated_at": "",
    }


@pytest.mark.parametrize("ident", ["number", "guid", "bare", "upper"])
def test_an_address_takes_the_id_and_the_guid(api, job, ident):
    spelled = {
        "number": job.number,
        "guid": job.guid,
        "bare": job.guid.hex,
        "upper": str(job.guid).upper(),
    }

    answer = api.ask("get", f"jobs/{spelled[ident]}/")

    assert answer.status_code == 200
    assert answer.json()["guid"] == str(job.guid)


@pytest.mark.parametrize(
    "ident",
    [
        "1",
        "xyz",
        "0" * 31,
        "0" * 32,
        "0" * 33,
        "9" * 19,
        "9" * 5_000,
        "-1",
        "1.5",
        "%EF%BC%91",
        "{ident}",
        "00000000-0000-0000-0000-000000000000",
    ],
)
def test_what_names_no_job_is_not_there(api, job, ident):
    answer = api.ask("get", f"jobs/{ident}/")

    assert answer.status_code == 404
    assert answer.json() == {
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this address.",
    }


def test_a_workflow_is_no_job(api, workflow):
    assert api.ask("get", f"jobs/{workflow.number}/").status_code == 404


def test_everything_that_is_said_is_kept(api):
    said = {
        "name": "Sync",
        "description": "Every night\nagain.",
        "method": "post",
        "url": "https://api.example/a b?q={{ input.q }}",
        "headers": {"X-Custom-Header": "value"},
        "body": ' {"order": "Zoë"}\n',
        "timeout_s": 2.5,
        "attempts": 3,
        "backoff": "exponential",
        "retry_delay_s": 1.5,
        "retry_on": ["timeout", "4xx"],
        "enabled": False,
    }

    made = api.ask("post", "jobs/", said).json()

    for name, value in said.items():
        if name not in {"method", "url"}:
            assert made[name] == value
    assert made["method"] == "POST"


@pytest.mark.parametrize("text", ["{'accept': 'a/b'}", '{"accept": "a/b"}'])
def test_headers_may_be_a_text(api, text):
    made = api.ask("post", "jobs/", {**CALL, "headers": text}).json()

    assert made["headers"] == {"accept": "a/b"}


@pytest.mark.parametrize(
    ("url", "said", "internal"),
    [
        ("/healthz", {}, True),
        ("/healthz", {"internal": None}, True),
        ("/healthz", {"internal": True}, True),
        ("http://localhost:8000/healthz", {"internal": True}, True),
        ("http://testserver/healthz", {"internal": True}, True),
        ("https://api.example/", {}, False),
        ("https://api.example/", {"internal": False}, False),
    ],
)
def test_internal_left_out_is_read_off_the_address(api, url, said, internal):
    answer = api.ask("post", "jobs/", {"method": "GET", "url": url, **said})

    assert answer.status_code == 201
    assert answer.json()["internal"] is internal


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({}, {"method", "url"}),
        ({"method": "", "url": ""}, {"method", "url"}),
        ({"method": None, "url": None}, {"method", "url"}),
        ({**CALL, "method": "TRACE"}, {"method"}),
        ({**CALL, "method": "FOO BAR"}, {"method"}),
        ({**CALL, "method": 5}, {"method"}),
        ({**CALL, "method": ["GET"]}, {"method"}),
        ({**CALL, "url": "api.example"}, {"url"}),
        ({**CALL, "url": "ftp://api.example/"}, {"url"}),
        ({**CALL, "url": "javascript:alert(1)"}, {"url"}),
        ({**CALL, "url": "http://"}, {"url"}),
        ({**CALL, "url": "https://api.example/\r\nX: 1"}, {"url"}),
        ({**CALL, "url": "https://api.example/" + "a" * 10_000}, {"url"}),
        ({**CALL, "url": {"a": 1}}, {"url"}),
        ({**CALL, "url": "/healthz", "internal": False}, {"url"}),
        ({**CALL, "internal": True}, {"url"}),
        ({**CALL, "internal": "yes"}, {"internal"}),
        ({**CALL, "internal": 1}, {"internal"}),
        ({**CALL, "headers": []}, {"headers"}),
        ({**CALL, "headers": 5}, {"headers"}),
        ({**CALL, "headers": "x"}, {"headers"}),
        ({**CALL, "headers": {"a": 1}}, {"headers"}),
        ({**CALL, "headers": {"a": None}}, {"headers"}),
        ({**CALL, "headers": {"a": "b\r\nc: d"}}, {"headers"}),
        ({**CALL, "headers": {"a b": "c"}}, {"headers"}),
        ({**CALL, "headers": {"Host": "c"}}, {"headers"}),
        ({**CALL, "body": {"a": 1}}, {"body"}),
        ({**CALL, "body": "x" * 1_048_577}, {"body"}),
        ({**CALL, "body": "{{ nothing.here }}"}, {"body"}),
        ({**CALL, "timeout_s": 0}, {"timeout_s"}),
        ({**CALL, "timeout_s": 10**9}, {"timeout_s"}),
        ({**CALL, "timeout_s": 10**400}, {"timeout_s"}),
        ({**CALL, "timeout_s": "30"}, {"timeout_s"}),
        ({**CALL, "timeout_s": True}, {"timeout_s"}),
        ({**CALL, "attempts": 0}, {"attempts"}),
        ({**CALL, "attempts": 10**6}, {"attempts"}),
        ({**CALL, "attempts": "1"}, {"attempts"}),
        ({**CALL, "attempts": 1.0}, {"attempts"}),
        ({**CALL, "backoff": "slow"}, {"backoff"}),
        ({**CALL, "backoff": ["fixed"]}, {"backoff"}),
        ({**CALL, "retry_delay_s": 0}, {"retry_delay_s"}),
        ({**CALL, "retry_delay_s": None}, {"retry_delay_s"}),
        ({**CALL, "retry_on": "5xx"}, {"retry_on"}),
        ({**CALL, "retry_on": ["6xx"]}, {"retry_on"}),
        ({**CALL, "retry_on": [[]]}, {"retry_on"}),
        ({**CALL, "retry_on": {"5xx": 1}}, {"retry_on"}),
        ({**CALL, "name": 5}, {"name"}),
        ({**CALL, "name": []}, {"name"}),
        ({**CALL, "name": "x" * 201}, {"name"}),
        ({**CALL, "name": "a\nb"}, {"name"}),
        ({**CALL, "description": 5}, {"description"}),
        ({**CALL, "enabled": "true"}, {"enabled"}),
        ({**CALL, "enabled": 0}, {"enabled"}),
        ({**CALL, "enabled": None}, {"enabled"}),
        (
            {**CALL, "method": "x", "headers": 5, "timeout_s": 0},
            {"method", "headers", "timeout_s"},
        ),
    ],
)
def test_bad_input_is_refused_at_its_fields(api, said, fields):
    answer = api.ask("post", "jobs/", said)

    assert answer.status_code == 400
    problem = answer.json()
    assert set(problem["errors"]) == fields
    for name, sentences in problem["errors"].items():
        assert all(f"{name}: {sentence}" in problem["detail"] for sentence in sentences)
    assert not Job.objects.exists()
    assert not ProcessVersion.objects.exists()


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "=cmd()", "😀", "\u202egnp.exe"]
)
def test_odd_names_are_kept_or_refused_but_never_break(api, name):
    answer = api.ask("post", "jobs/", {**CALL, "name": name})

    assert answer.status_code in {201, 400}
    if answer.status_code == 201:
        assert answer.json()["name"] == name


def test_a_credential_never_comes_back(api):
    said = {
        **CALL,
        "url": "https://ada:open-sesame@api.example/",
        "headers": {"X-Api-Key": "canary-4711"},
    }

    made = api.ask("post", "jobs/", said)
    again = api.ask("put", f"jobs/{made.json()['id']}/", made.json())

    assert again.status_code == 200
    assert Secret.objects.count() == 2
    for answer in (made, again, api.ask("get", "jobs/")):
        assert b"canary-4711" not in answer.content
        assert b"open-sesame" not in answer.content
    assert again.json()["headers"] == made.json()["headers"]
    assert set(made.json()["headers"]) == {"X-Api-Key", "Authorization"}


def test_a_job_tells_its_schedules_and_its_last_run(api, job, schedule, start):
    start()
    run = start()

    shown = api.ask("get", f"jobs/{job.guid}/").json()

    assert shown["schedules"] == [schedule.pk]
    assert shown["next_fire_at"] == f"{schedule.next_fire_at:%Y-%m-%dT%H:%M:%S}Z"
    assert shown["last_run"] == {
        "id": run.pk,
        "guid": str(run.guid),
        "status": "waiting",
    }
