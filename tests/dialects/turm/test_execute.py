"""POST /workflow/execute/{name}: by name, with extra parameters for its steps."""

from __future__ import annotations

import json
from urllib.parse import quote, urlsplit

import pytest

import workflows.actions
from accounts import internal_credentials
from runs.choices import Origin
from runs.models import ProcessRun
from tests.dialects.turm.conftest import NAME

ROOT = "/workflow/execute/"


@pytest.fixture
def execute(door):
    def execute(name=NAME, body=None, **rest):
        raw = b"" if body is None else json.dumps(body)
        return door.send("POST", ROOT + quote(name, safe="+"), raw, **rest)

    return execute


def test_the_answer_names_the_run_the_workflow_and_the_state(execute, workflow):
    answer = execute()

    run = ProcessRun.objects.get()
    assert answer.status_code == 200
    assert list(answer.json().items()) == [
        ("id", str(run.guid)),
        ("name", NAME),
        ("status", "new"),
    ]
    assert (run.process_id, run.origin) == (workflow.pk, Origin.API)
    assert (run.input, run.step_input) == ({}, {})


@pytest.mark.parametrize(
    "name",
    [
        "A  B",
        "A+B",
        "50% + 50 %2B",
        "a/b",
        "ends in a slash/",
        'quote " quote',
        "Отчёт №5",
        "?&#;=",
    ],
)
def test_names_are_found_as_they_are_written(execute, make_workflow, name):
    make_workflow(name=name)

    assert execute(name).json()["name"] == name
    assert execute(name + "/").json()["name"] == name


def test_a_plus_is_a_plus_and_no_blank(execute, make_workflow):
    make_workflow(name="A B")

    assert execute("A+B").status_code == 404


def test_blanks_that_a_page_has_swallowed_do_not_matter(execute, workflow):
    assert execute("Getmyinvoices Documents nach Ecodms Ecodms").status_code == 200


def test_an_exact_name_is_meant_before_one_with_other_blanks(execute, make_workflow):
    make_workflow(name="A  B")
    make_workflow(name="A B")

    assert execute("A B").json()["name"] == "A B"
    assert execute("A  B").json()["name"] == "A  B"
    assert execute("A   B").status_code == 409


def test_extra_parameters_go_to_the_steps_by_their_place(execute, workflow, work):
    answer = execute(body=[{}, {"filter": " \"name\" ='schlumberger digital' "}])

    assert answer.status_code == 200
    run = ProcessRun.objects.get()
    assert run.step_input == {"store": {"filter": " \"name\" ='schlumberger digital' "}}
    work(run)
    assert run.output == {"filter": " \"name\" ='schlumberger digital' "}


def test_an_object_is_the_workflows_own_input(execute, make_workflow):
    make_workflow(declared=["name"])

    execute(body={"name": "Tim Duncan"})

    assert ProcessRun.objects.get().input == {"name": "Tim Duncan"}


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ([{}, {}, {}], ["body", 2]),
        ([1], ["body", 0]),
        ([{}, "filter"], ["body", 1]),
        ([{"filter": ["a", 1]}, 5], ["body", 1]),
        ({"colour": "red"}, ["body", "colour"]),
        ("filter", ["body"]),
        (5, ["body"]),
    ],
)
def test_what_no_step_takes_is_refused_at_its_place(execute, workflow, body, loc):
    answer = execute(body=body)

    assert answer.status_code == 422
    assert [fault["loc"] for fault in answer.json()["detail"]] == [loc]
    assert not ProcessRun.objects.exists()


@pytest.mark.parametrize("body", [[], [None], [{}, None], {}])
def test_steps_that_get_nothing_keep_their_own(execute, workflow, body):
    assert execute(body=body).status_code == 200
    assert ProcessRun.objects.get().step_input == {}


def test_another_ones_key_does_not_find_it(foreign_door, workflow):
    answer = foreign_door.send("POST", ROOT + quote(NAME))

    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize(
    "name", ["nothing", "", "/", "  ", "a\x00b", "a\nb", "x" * 500]
)
def test_what_is_not_there_is_404(execute, workflow, name):
    assert execute(name).status_code == 404


def test_without_a_key_it_is_401(nobody, workflow):
    answer = nobody.send("POST", ROOT + quote(NAME))

    assert (answer.status_code, answer.json()) == (401, {"detail": "Not authenticated"})


def test_switched_off_it_says_so(execute, make_workflow):
    make_workflow(enabled=False)

    answer = execute()

    assert answer.status_code == 409
    assert "switched off" in answer.json()["detail"]


def test_a_job_is_started_by_its_name_as_well(execute, make_job):
    make_job(name="Orders")

    assert execute("Orders").json()["name"] == "Orders"


class TestOneAtATime:
    @pytest.fixture
    def unique(self, make_workflow):
        return make_workflow(unique=True)

    def test_the_running_one_answers_and_says_so(self, execute, unique):
        first = execute().json()

        second = execute().json()

        assert second["id"] == first["id"]
        assert list(second) == ["id", "name", "status", "message"]
        assert "already" in second["message"]
        assert ProcessRun.objects.count() == 1

    def test_the_one_that_goes_on_is_meant_not_one_that_waits(
        self, execute, unique, start
    ):
        waiting = start(process=unique)
        running = start(process=unique)
        ProcessRun.objects.filter(pk=running.pk).update(status="running")

        assert execute().json()["id"] == str(running.guid)
        assert str(waiting.guid) != str(running.guid)
        assert execute().json()["status"] == "running"

    def test_once_it_is_over_the_next_one_starts(self, execute, unique, work):
        first = execute().json()
        work(ProcessRun.objects.get())

        second = execute().json()

        assert second["id"] != first["id"]
        assert "message" not in second


class TestACallOfOurOwn:
    @pytest.fixture
    def call(self, nobody, account, start):
        """As the worker calls for an internal job (D9)."""
        cause = start()

        def call(*, path=ROOT + NAME, **headers):
            claim = internal_credentials.Claim(
                account_id=account.pk, method="POST", path=path, run=str(cause.guid)
            )
            return nobody.send(
                "POST",
                ROOT + quote(NAME),
                HTTP_AUTHORIZATION=internal_credentials.sign(claim),
                **headers,
            )

        return cause, call

    def test_the_run_knows_the_run_that_caused_it(self, call, workflow):
        cause, ask = call

        guid = ask().json()["id"]

        caused = ProcessRun.objects.get(guid=guid)
        assert (caused.origin, caused.origin_guid) == (Origin.API, cause.guid)

    def test_a_credential_for_another_address_opens_nothing(self, call, workflow):
        _cause, ask = call

        assert ask(path=ROOT + "another").status_code == 401

    def test_a_second_attempt_of_the_call_starts_no_second_run(self, call, workflow):
        """Every attempt of a step carries the same Idempotency-Key."""
        _cause, ask = call

        first = ask(HTTP_IDEMPOTENCY_KEY="step-1").json()
        second = ask(HTTP_IDEMPOTENCY_KEY="step-1").json()

        assert first["id"] == second["id"]
        assert ProcessRun.objects.filter(process=workflow).count() == 1


def test_extra_parameters_join_the_query_of_their_call(execute, account, peer, work):
    call = {
        "key": "a",
        "kind": "http",
        "method": "POST",
        "url": "http://api.example/?s=1",
    }
    steps = [call, {**call, "key": "b"}]
    workflows.actions.create(account, {"name": "Call twice", "steps": steps})
    extra = {"colour": "red & blue", "n": 5, "filter": "{{ input }}"}

    execute("Call twice", body=[{}, extra])
    work(ProcessRun.objects.get())

    first, second = (urlsplit(request.url).query for request in peer.requests)
    assert first == "s=1"
    # PostgreSQL keeps no order of names.
    assert set(second.split("&")) == {
        *("s=1", "colour=red%20%26%20blue", "n=5"),
        "filter=%7B%7B%20input%20%7D%7D",
    }


def test_a_step_without_a_call_takes_declared_names_only(execute, workflow):
    answer = execute(body=[{"colour": "red"}])

    assert answer.status_code == 422
    assert [f["loc"] for f in answer.json()["detail"]] == [["body", 0, "colour"]]
