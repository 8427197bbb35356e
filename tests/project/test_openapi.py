"""The document of all five doors, and the page over it."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse
from openapi_spec_validator import validate

from scheduler_project.openapi import document, hooks

TURM = {
    "/schedule/interval/newjob/": "interval_Job_anlegen_schedule_interval_newjob__post",
    "/schedule/cron/newjob/": "Corn_Job_anlegen_schedule_cron_newjob__post",
}
VERBS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def told():
    return document.document()


def operations(told):
    for path, item in told["paths"].items():
        for verb, operation in item.items():
            if verb in VERBS:
                yield path, verb, operation


def test_it_is_openapi_3_1_and_valid(told):
    assert told["openapi"].startswith("3.1")
    validate(told)


def test_making_it_warns_of_nothing(capsys):
    from drf_spectacular.drainage import GENERATOR_STATS
    from drf_spectacular.generators import SchemaGenerator

    GENERATOR_STATS.reset()
    SchemaGenerator().get_schema(request=None, public=True)

    assert capsys.readouterr().err == ""


def test_everybody_may_read_it(client):
    answer = client.get("/openapi.json")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["info"]["title"] == "Steeple"


def test_it_is_not_sent_again_to_those_who_have_it(client):
    tag = client.get("/openapi.json")["ETag"]

    answer = client.get("/openapi.json", headers={"If-None-Match": tag})

    assert (answer.status_code, answer.content) == (304, b"")


def test_it_is_in_english_whoever_asks(client):
    german = client.get("/openapi.json", headers={"Accept-Language": "de"}).json()

    assert german == client.get("/openapi.json").json()
    assert "Processes that make one HTTP call" in json.dumps(german)


def test_all_five_doors_are_in_it(told):
    tags = {tag for _path, _verb, each in operations(told) for tag in each["tags"]}

    assert {"TurmJobs", "Robusta", "Sherpa", "Nebula", "jobs", "runs"} <= tags
    assert tags <= {tag["name"] for tag in told["tags"]}


def test_every_operation_has_a_name_of_its_own_and_words(told):
    ids = [operation["operationId"] for _path, _verb, operation in operations(told)]

    assert len(ids) == len(set(ids))
    for path, verb, operation in operations(told):
        assert operation.get("summary"), (verb, path)


@pytest.mark.parametrize(("path", "name"), TURM.items())
def test_the_operations_of_turms_links_are_there(told, path, name):
    operation = told["paths"][path]["post"]

    assert operation["tags"] == ["TurmJobs"]
    assert operation["operationId"] == f"Neuen_{name}"
    names = {parameter["name"] for parameter in operation["parameters"]}
    assert {"verb", "uri", "name", "header", "body", "internal"} <= names


def test_every_operation_of_ours_says_how_it_refuses(told):
    for path, verb, operation in operations(told):
        if not path.startswith("/api/v1/"):
            continue
        problems = operation["responses"]
        assert problems.keys() >= {"401", "403", "429"}, (verb, path)
        if "{" in path:
            assert "404" in problems, (verb, path)
        if verb in {"put", "patch", "delete"}:
            assert "412" in problems or path.startswith("/api/v1/keys"), (verb, path)


def test_a_start_says_of_its_key_and_its_waiting(told):
    operation = told["paths"]["/api/v1/jobs/{ident}/run/"]["post"]

    names = {parameter["name"] for parameter in operation["parameters"]}
    assert names >= {"ident", "Idempotency-Key", "wait"}
    assert operation["responses"].keys() >= {"200", "201", "409", "422"}
    assert operation["requestBody"]["content"]["application/json"]["examples"]


def test_lists_say_how_they_are_paged_and_ordered(told):
    operation = told["paths"]["/api/v1/jobs/"]["get"]

    known = {each["name"]: each["schema"] for each in operation["parameters"]}
    assert known["page_size"]["maximum"] == 100
    assert known["ordering"]["enum"] == ["created_at", "-created_at", "name", "-name"]
    assert "cursor" in known


def test_a_key_opens_every_door_but_the_webhook(told):
    schemes = told["components"]["securitySchemes"]

    assert schemes["key"]["scheme"] == "basic"
    for path, verb, operation in operations(told):
        if path != "/webhook/{name}":
            assert {"key": []} in operation["security"], (verb, path)


@pytest.mark.parametrize("path", ["/docs", "/docs/"])
def test_the_page_is_open_and_has_no_script_of_its_own(client, path):
    answer = client.get(path)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert re.findall(r"<script(?! src=)", page) == []
    assert "style=" not in page
    assert f'data-document="{reverse("openapi")}"' in page


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_both_are_only_read(client, path, method):
    assert getattr(client, method)(path).status_code == 405


def test_nullable_becomes_a_type():
    old = {"a": {"type": "string", "nullable": True}, "b": [{"nullable": False}]}

    assert hooks.with_null_as_a_type(old) == {
        "a": {"type": ["string", "null"]},
        "b": [{}],
    }
