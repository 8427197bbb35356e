from __future__ import annotations

import uuid

import pytest

from runs.models import Process, ProcessRun


@pytest.fixture(params=["job", "workflow"])
def started(request):
    """A process, and the address at which it is started by its id."""
    process = request.getfixturevalue(request.param)
    return process, f"{request.param}s/{process.number}/run/"


def test_a_start_answers_with_the_run(api, started):
    process, address = started

    answer = api.ask("post", address, {"input": {"q": [1, None]}})

    assert answer.status_code == 201
    run = ProcessRun.objects.get()
    assert answer["Location"].endswith(f"/api/v1/runs/{run.pk}/")
    shown = api.get(answer["Location"]).json()
    assert shown.pop("steps") == []
    assert answer.json() == shown
    assert shown["process"]["id"] == process.number
    assert (shown["origin"], shown["status"]) == ("api", "waiting")
    assert shown["input"] == {"q": [1, None]}


@pytest.mark.parametrize("raw", ["", "{}"])
def test_a_start_needs_no_body(api, started, raw):
    _process, address = started

    answer = api.send(address, raw)

    assert answer.status_code == 201
    assert answer.json()["input"] == {}


def test_a_start_by_guid_is_the_same(api, job):
    assert api.ask("post", f"jobs/{job.guid}/run/").status_code == 201


def test_a_start_is_published_after_its_commit(
    api, started, hints, django_capture_on_commit_callbacks
):
    _process, address = started

    with django_capture_on_commit_callbacks(execute=True):
        answer = api.ask("post", address)
        assert not hints

    assert hints == [answer.json()["id"]]


def test_a_process_that_is_switched_off_is_not_started(api, started):
    process, address = started
    Process.objects.filter(pk=process.pk).update(enabled=False)

    answer = api.ask("post", address)

    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert "is switched off" in answer.json()["detail"]
    assert not ProcessRun.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"input": []}, "input"),
        ({"input": "{}"}, "input"),
        ({"input": None}, "input"),
        ({"inputs": {}}, "inputs"),
        ({"status": "succeeded"}, "status"),
    ],
)
def test_a_bad_start_is_refused(api, started, body, field):
    _process, address = started

    answer = api.ask("post", address, body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not ProcessRun.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_only_a_post_starts(api, started, method):
    _process, address = started

    assert api.ask(method, address).status_code == 405
    assert not ProcessRun.objects.exists()


@pytest.mark.parametrize("ident", ["1", "x", "9" * 19, uuid.UUID(int=7)])
def test_what_is_not_there_is_not_started(api, ident):
    assert api.ask("post", f"jobs/{ident}/run/").status_code == 404


def test_a_workflow_is_not_started_as_a_job(api, workflow):
    assert api.ask("post", f"jobs/{workflow.number}/run/").status_code == 404


def test_a_start_costs_few_queries(api, job, django_assert_max_num_queries):
    # Once before: Django asks a new connection what it can do.
    api.ask("post", f"jobs/{job.guid}/run/")

    # The last one writes down who did it.
    with django_assert_max_num_queries(8):
        api.ask("post", f"jobs/{job.guid}/run/")
