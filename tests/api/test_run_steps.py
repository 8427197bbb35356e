"""What the detail of a run shows of its steps, and going on from there."""

from __future__ import annotations

import pytest

from accounts.vault import MASK
from runs.models import ProcessRun
from tests.conftest import answered
from tests.runs.conftest import compose, http, planned, process

__all__ = ["planned"]
LONG = "x" * 5_000


@pytest.fixture
def lived(planned, start, work, peer):
    def lived(*steps, answers=(), plan=None, **wanted):
        peer.answers = list(answers)
        run = start(process=planned(*steps, plan=plan), **wanted)
        work(run)
        return run

    return lived


def shown(api, run):
    return api.ask("get", f"runs/{run.pk}/").json()


def test_each_step_tells_its_kind_input_and_output(api, lived):
    run = lived(
        compose("a", parameters={"x": 1}, outputs={"y": "{{ parameters.x }}"}),
        http("b", "a"),
        http("c", "b", when="`false`"),
    )

    a, b, c = shown(api, run)["steps"]

    assert (a["kind"], a["input"], a["output"]) == ("compose", {"x": 1}, {"y": 1})
    assert (b["kind"], b["status"], len(b["attempts"])) == ("http", "succeeded", 1)
    assert (c["status"], c["started_at"], c["attempts"]) == ("skipped", None, [])
    assert (a["cut"], a["taken_over"], a["run"]) == (False, False, None)


def test_a_step_names_the_run_it_has_started(api, lived, planned):
    run = lived(process("sub", planned(compose("a"))))
    child = ProcessRun.objects.latest("pk")

    [step] = shown(api, run)["steps"]

    assert step["run"] == {
        "id": child.pk,
        "guid": str(child.guid),
        "status": "succeeded",
    }
    assert shown(api, child)["origin_guid"] == step["guid"]


def test_what_is_long_is_cut_and_to_be_had_as_a_whole(api, lived):
    step = http("a", method="POST", outputs={"all": "body.text"})
    step["request"]["body"] = {"text": LONG}
    run = lived(step, answers=[answered(200, f'{{"text": "{LONG}"}}'.encode())])

    [cut] = shown(api, run)["steps"]
    [attempt] = cut["attempts"]

    assert (cut["cut"], cut["output"]) == (True, None)
    assert len(attempt["request"]["body"]) == 4_096
    assert len(attempt["response"]["body"]) == 4_096
    address = cut["url"].partition("/api/v1/")[2]
    whole = api.ask("get", address).json()
    assert whole["output"] == {"all": LONG}
    assert whole["attempts"][0]["request"]["body"] == LONG


def test_the_number_of_queries_does_not_depend_on_the_number_of_steps(
    api, lived, django_assert_max_num_queries
):
    few, many = lived(*map(http, "ab")), lived(*map(http, "abcdefgh"))
    shown(api, few)

    for run in (few, many):
        with django_assert_max_num_queries(7):
            shown(api, run)


def test_another_accounts_step_is_not_found(api, foreign_api, lived):
    run = lived(compose("a"))

    assert foreign_api.ask("get", f"runs/{run.pk}/steps/a/").status_code == 404
    assert api.ask("get", f"runs/{run.pk}/steps/a/").status_code == 200


@pytest.mark.parametrize("key", ["z", "a%20b", "ä", "%00", "a" * 300])
def test_a_step_that_has_not_begun_is_not_found(api, lived, key):
    run = lived(compose("a"))

    assert api.ask("get", f"runs/{run.pk}/steps/{key}/").status_code == 404


def test_a_secret_of_the_input_is_masked(api, lived):
    plan = {"parameters": [{"name": "password", "secret": True}]}
    run = lived(compose("a"), plan=plan, input={"password": "hush-hush"})

    answer = api.ask("get", f"runs/{run.pk}/")

    assert answer.json()["input"] == {"password": MASK}
    assert "hush" not in answer.content.decode()


class TestAContinuation:
    @pytest.fixture
    def failed(self, lived):
        return lived(http("a"), http("b", "a"), answers=[answered(), answered(500)])

    @pytest.mark.parametrize("body", [{}, {"version": "same"}, {"version": "newest"}])
    def test_is_a_new_run(self, api, failed, body):
        answer = api.ask("post", f"runs/{failed.pk}/continue/", body)

        assert answer.status_code == 201
        new = answer.json()
        assert (new["origin"], new["origin_guid"]) == ("continue", str(failed.guid))
        [step] = shown(api, ProcessRun.objects.get(pk=new["id"]))["steps"]
        assert (step["key"], step["taken_over"]) == ("a", True)

    @pytest.mark.parametrize("body", [{"version": "old"}, {"version": 1}, {"x": 1}])
    def test_is_refused_where_it_is_not_understood(self, api, failed, body):
        answer = api.ask("post", f"runs/{failed.pk}/continue/", body)

        assert answer.status_code == 400
        assert ProcessRun.objects.count() == 1

    def test_of_a_run_that_went_well_is_a_conflict(self, api, lived):
        run = lived(compose("a"))

        answer = api.ask("post", f"runs/{run.pk}/continue/")

        assert answer.status_code == 409
        assert "succeeded" in answer.json()["detail"]

    def test_of_another_account_is_not_found(self, foreign_api, failed):
        answer = foreign_api.ask("post", f"runs/{failed.pk}/continue/")

        assert answer.status_code == 404


class TestAStart:
    def test_gives_steps_what_they_take(self, api, make_workflow, work):
        workflow = make_workflow()

        answer = api.ask(
            "post", f"workflows/{workflow.number}/run/", {"step_input": {"a": {"x": 2}}}
        )

        assert answer.status_code == 201
        run = ProcessRun.objects.get(pk=answer.json()["id"])
        work(run)
        assert run.step_runs.get().input == {"x": 2}

    @pytest.mark.parametrize(
        ("body", "place"),
        [
            ({"input": {"n": "7"}}, "input.n"),
            ({"input": {"m": 7}}, "input.m"),
            ({"step_input": {"b": {}}}, "step_input.b"),
            ({"step_input": {"a": {"z": 1}}}, "step_input.a.z"),
            ({"step_input": {"a": 1}}, "step_input.a"),
            ({"step_input": []}, "step_input"),
        ],
    )
    def test_is_refused_naming_the_place(self, api, make_workflow, body, place):
        answer = api.ask("post", f"workflows/{make_workflow().number}/run/", body)

        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [place]
        assert ProcessRun.objects.count() == 0

    @pytest.fixture
    def make_workflow(self, account):
        """A real one: the API of workflows looks for its child row."""
        import runs.actions
        import workflows.actions

        def make():
            workflow = workflows.actions.create(account, {"name": "Real"})
            step = compose("a", parameters={"x": 1})
            plan = {
                "steps": [step],
                "parameters": [{"name": "n", "type": "number"}],
            }
            runs.actions.publish(workflow, definition={}, plan=plan)
            return workflow

        return make
