from __future__ import annotations

import pytest

from runs.models import ProcessRun
from tests.conftest import answered

JOBS = "workflows/4216617528/jobs"


@pytest.fixture
def refused(explorer, workflow):
    """What a body is refused with; no job is made of it."""

    def ask(body=None, **rest):
        answer = explorer.ask("post", JOBS, body, **rest)
        assert ProcessRun.objects.count() == 0
        assert answer.status_code == answer.json()["code"] // 100_000
        return answer.json()["code"], answer.json()["message"]

    return ask


@pytest.fixture
def only_run(db):
    return ProcessRun.objects.get


@pytest.mark.parametrize(
    "value", ["player100", "", "“ü” {{ 1 }}", 3, -1, 0, 2.5, 1.5e-7, 10**25]
)
def test_a_text_or_number_keeps_its_type(explorer, workflow, only_run, value):
    answer = explorer.post(JOBS, {"input": {"query_1": {"name": value}}})

    run = only_run(pk=answer.json()["data"]["id"])
    assert run.step_input == {"query_1": {"name": value}}
    assert type(run.step_input["query_1"]["name"]) is type(value)
    assert run.origin == "api"


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b'{"input": null}', b'{"input": {}}', b'{"input":""}']
)
def test_everything_is_optional(explorer, workflow, only_run, raw):
    answer = explorer.ask("post", JOBS, raw=raw)

    assert only_run(pk=answer.json()["data"]["id"]).step_input == {}


def test_a_task_without_parameters_takes_its_defaults(explorer, workflow, only_run):
    answer = explorer.post(JOBS, {"input": {"query_1": {}}})

    assert answer.json()["code"] == 0
    assert only_run().step_input == {"query_1": {}}


def test_a_task_that_is_null_takes_its_defaults(explorer, workflow):
    assert explorer.post(JOBS, {"input": {"query_1": None}}).json()["code"] == 0


@pytest.mark.parametrize("value", [True, False, None, [], ["a"], {}, {"a": 1}])
def test_values_of_other_types_are_refused_by_their_path(refused, value):
    code, message = refused({"input": {"query_1": {"name": value}}})

    assert code == 40004001
    assert message == "ErrParam: input.query_1.name: Give a text or a number here."


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"input": []}, "input"),
        ({"input": "x"}, "input"),
        ({"input": 1}, "input"),
        ({"input": {"query_1": []}}, "input.query_1"),
        ({"input": {"query_1": "x"}}, "input.query_1"),
        ({"input": {"query_2": {"name": "x"}}}, "input.query_2"),
        ({"input": {"QUERY_1": {"name": "x"}}}, "input.QUERY_1"),
        ({"input": {"query_1": {"nmae": "x"}}}, "input.query_1.nmae"),
        ({"input": {"query_1": {"Name": "x"}}}, "input.query_1.Name"),
        ({"input": {"query_1": {"": "x"}}}, "input.query_1."),
    ],
)
def test_what_is_unknown_or_no_object_is_named_by_its_path(refused, body, path):
    code, message = refused(body)

    assert code == 40004001
    assert message.startswith(f"ErrParam: {path}: ")


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        b'"x"',
        b"7",
        b"{",
        b'{"input": {"query_1": {"name": "\x00"}}}',
        b'{"input": {"query_1": {"name": "\\u0000"}}}',
        b'{"input": {"query_1": {"name": "\\ud800"}}}',
        b'{"input": {"query_1": {"name": 1e999}}}',
        b'{"input": {"query_1": {"name": "\xff"}}}',
        b'{"input":' + b"[" * 5000,
        b'{"input": {"query_1": {"name": "' + b"x" * 3_000_000 + b'"}}}',
    ],
)
def test_a_malformed_body_is_refused(refused, raw):
    code, message = refused(raw=raw)

    assert code in {40004000, 40004001}
    assert message.partition(": ")[2]


def test_a_body_without_a_length_is_refused(refused):
    code, _message = refused(**{"Transfer-Encoding": "chunked"})

    assert code == 40004000


@pytest.mark.parametrize("ident", ["4216617529", "0", "x", "9" * 30, "4216617528x"])
def test_a_workflow_that_is_not_there_is_404(explorer, workflow, ident):
    answer = explorer.post(f"workflows/{ident}/jobs")

    assert (answer.status_code, answer.json()["code"]) == (404, 40404000)


def test_anothers_workflow_is_404(foreign_explorer, workflow):
    answer = foreign_explorer.post(JOBS)

    assert (answer.status_code, answer.json()["code"]) == (404, 40404000)
    assert ProcessRun.objects.count() == 0


def test_a_deleted_workflow_starts_nothing_and_keeps_its_jobs(
    explorer, workflow, make_run, noon
):
    from runs import actions

    make_run()
    actions.archive(workflow, now=noon)

    assert explorer.post(JOBS).json()["code"] == 40404000
    assert explorer.get(JOBS).json()["data"]["total"] == 1


def test_a_workflow_that_is_switched_off_says_so(refused, workflow):
    workflow.enabled = False
    workflow.save()

    code, message = refused({})

    assert code == 40004000
    assert "switched off" in message


def test_a_guid_names_the_workflow_as_well(explorer, workflow):
    assert explorer.post(f"workflows/{workflow.guid}/jobs").json()["code"] == 0


def test_the_value_is_what_the_step_sends(explorer, workflow, only_run, work, peer):
    peer.answers = [answered(body=b'{"data": [["a", 1]]}')]
    explorer.post(JOBS, {"input": {"query_1": {"name": 'O"Neal\n{{ x }}'}}})
    run = only_run()

    work(run)

    assert run.status == "succeeded"
    assert b'GO FROM \\"O\\\\\\"Neal' in peer.requests[0].body


def test_two_starts_at_once_are_two_jobs(explorer, workflow):
    first, second = (explorer.post(JOBS).json()["data"]["id"] for _each in "12")

    assert first < second
