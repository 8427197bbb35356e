"""What is no body of our API gets a sentence, and nothing is written."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from jobs.models import Job

GOOD = {"method": "GET", "url": "https://api.example/"}


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ("{", "line 1, column 2"),
        ("[]", "Send an object"),
        ("null", "Send an object"),
        ('"x"', "Send an object"),
        ("1", "Send an object"),
        ('{"method": "GET",}', "line 1, column"),
        ('{"url": NaN}', "NaN"),
        ('{"timeout_s": 1e999}', "1e999"),
        ('{"timeout_s": ' + "9" * 5_000 + "}", "too large"),
        ('{"url": "a", "url": "b"}', "“url” is given twice"),
        ('{"name": "a\\u0000"}', "U+0000"),
        ('{"name": "\\ud800"}', "U+D800"),
        ("[" * 100_000, "deeper than 32"),
        (b"\xff\xfe", "UTF-8"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
    ],
)
def test_what_is_no_json_object_is_refused(api, raw, part):
    answer = api.send("jobs/", raw)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert part in answer.json()["detail"]
    assert not Job.objects.exists()


@pytest.mark.parametrize("address", ["jobs/", "workflows/", "schedules/"])
@pytest.mark.parametrize("raw", [b"", b"{}"])
def test_an_empty_body_is_told_what_it_lacks(api, address, raw):
    answer = api.send(address, raw)

    assert answer.status_code == 400
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "text/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "application/json; charset=utf-16",
        "application/json; charset=foo",
        "application/octet-stream",
        "",
    ],
)
def test_another_content_type_is_refused(api, content_type):
    answer = api.send("jobs/", json.dumps(GOOD), content_type=content_type)

    assert answer.status_code == 415
    assert answer.json()["detail"]
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=UTF-8", "application/JSON"]
)
def test_json_may_say_its_charset(api, content_type):
    answer = api.send("jobs/", json.dumps(GOOD), content_type=content_type)

    assert answer.status_code == 201


def test_a_compressed_body_is_refused(api):
    answer = api.send("jobs/", b"\x1f\x8b", content_encoding="gzip")

    assert answer.status_code == 415


@pytest.mark.parametrize("address", ["jobs/", "schedules/"])
def test_a_body_that_is_too_large_is_refused_as_json(api, address):
    raw = json.dumps({**GOOD, "body": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})

    answer = api.send(address, raw)

    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"


def test_a_body_in_chunks_is_not_ignored(api, job, start):
    answer = api.ask("post", f"jobs/{job.guid}/run/", transfer_encoding="chunked")

    assert answer.status_code == 411
    assert not job.runs.exists()


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("metod", "did you mean “method”?"),
        ("Time out", "did you mean “timeout_s”?"),
        ("URL", "did you mean “url”?"),
        ("isadmin", "This key is unknown"),
        ("csrfmiddlewaretoken", "This key is unknown"),
        ("x" * 10_000, "This key is unknown"),
    ],
)
def test_an_unknown_key_is_refused_by_name(api, key, part):
    answer = api.ask("post", "jobs/", {**GOOD, key: 1})

    assert answer.status_code == 400
    [(name, [sentence])] = answer.json()["errors"].items()
    assert key.startswith(name.rstrip("…"))
    assert part in sentence
    assert not Job.objects.exists()


def test_a_multitude_of_unknown_keys_is_told_of_a_few(api):
    answer = api.ask("post", "jobs/", GOOD | {f"k{n}": n for n in range(50_000)})

    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 5


def test_keys_that_are_only_shown_may_be_sent_back(api, job):
    shown = api.ask("get", f"jobs/{job.guid}/").json()

    answer = api.ask("put", f"jobs/{job.guid}/", {**shown, "id": 5, "name": "Renamed"})

    assert answer.status_code == 200
    assert answer.json()["id"] == job.number
    assert answer.json()["name"] == "Renamed"
