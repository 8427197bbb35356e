"""The traps of the Explorer's documents, one by one (their numbers in the names)."""

from __future__ import annotations

import pytest

from tests.dialects.nebula.conftest import Explorer, fixture, key_of

JOBS = "workflows/4216617528/jobs"


@pytest.fixture
def token(account):
    from dialects.nebula.authentication import token_of

    return token_of(str(key_of(account).key.guid))


@pytest.mark.parametrize("header", ["explorer_token", "Explorer-Token"])
def test_01_the_token_may_be_a_header_though_curl_sends_a_cookie(token, header):
    assert Explorer(**{header: token}).get("jobs").status_code == 200


def test_01_the_web_server_lets_the_header_through_in_spite_of_its_underscore():
    from scheduler_project.supervisor import web

    assert "--forwarder-headers=EXPLORER_TOKEN" in web.command(8000)


def test_02_quotes_around_the_cookies_value_are_overlooked(token):
    explorer = Explorer(Cookie=f'explorer_token="{token}"')

    assert explorer.get("jobs").status_code == 200


def test_03_a_jobs_id_is_a_number(explorer, workflow):
    assert type(explorer.post(JOBS).json()["data"]["id"]) is int


def test_04_a_workflows_id_is_digits_inward_and_a_text_outward(explorer, workflow):
    explorer.post(JOBS)

    [item] = explorer.get(JOBS).json()["data"]["items"]

    assert item["workflowId"] == "4216617528"


def test_05_input_speaks_of_components_and_details_of_tasks(
    explorer, workflow, make_run, make_step
):
    run = make_run()
    step = make_step(run, output={"rows": [["player110", "0.150000"]]})
    [task] = explorer.get(f"jobs/{run.pk}").json()["data"]["tasks"]

    assert task["id"] == step.guid.hex
    assert explorer.post(JOBS, {"input": {task["id"]: {}}}).json()["code"] == 40004001
    for ident in (task["id"], str(step.guid), task["id"].upper(), "query_1"):
        found = explorer.get(f"jobs/{run.pk}/tasks/{ident}/sample_result").json()
        assert found["data"]["items"] == [["player110", "0.150000"]]


def test_06_a_tasks_id_is_a_text(explorer, make_run):
    run = make_run()

    assert isinstance(
        explorer.get(f"jobs/{run.pk}").json()["data"]["tasks"][0]["id"], str
    )


@pytest.mark.parametrize(
    "raw",
    [
        b'{"filter": {"status": 3}, "pageSize": 1}',
        b'{"filter": "{\\"status\\": 3}", "pageSize": "1"}',
    ],
)
def test_07_the_parameters_of_lists_may_stand_in_a_body(explorer, make_run, raw):
    make_run(status="failed"), make_run(status="failed"), make_run()

    data = explorer.ask("get", "jobs", raw=raw).json()["data"]

    assert (data["total"], data["PageSize"], len(data["items"])) == (2, 1, 1)


def test_07_the_query_wins_over_the_body(explorer, make_run):
    data = explorer.ask("get", "jobs?pageSize=5", raw=b'{"pageSize": 1}').json()["data"]

    assert data["PageSize"] == 5


def test_08_what_the_shell_cuts_off_makes_no_difference(explorer, make_run):
    make_run()

    whole, cut = (explorer.get(f"jobs{q}") for q in ("?pageSize=10&page=1", ""))

    assert whole.content == cut.content


def test_09_page_and_page_size_are_capitalised_and_the_others_are_not(
    explorer, workflow
):
    data = explorer.get("jobs").json()["data"]

    assert [*data] == ["items", "total", "Page", "PageSize"]


def test_10_items_and_tasks_are_arrays(explorer, make_run):
    run = make_run()

    assert isinstance(explorer.get("jobs").json()["data"]["items"], list)
    assert isinstance(explorer.get(f"jobs/{run.pk}").json()["data"]["tasks"], list)


def test_11_the_limit_may_be_left_out(explorer, make_run, make_step):
    step = make_step(make_run(), output={"rows": [["a", "b"]] * 11})

    answer = explorer.get(f"jobs/{step.run_id}/tasks/query_1/sample_result")

    assert len(answer.json()["data"]["items"]) == 10


def test_12_headers_are_never_a_part_of_the_body(explorer, workflow):
    assert [*explorer.post(JOBS).json()] == ["code", "data", "message"]


def test_13_a_job_is_cancelled_by_the_id_in_the_address_alone(explorer, make_run):
    one, other = (make_run(status="waiting") for _each in "12")

    explorer.put(f"jobs/{one.pk}/cancel", {"job_id": other.pk})

    other.refresh_from_db()
    assert other.status == "waiting"


def test_14_an_address_in_the_body_and_junk_in_the_query_are_overlooked(
    explorer, workflow
):
    body = {**fixture("connect.request"), **fixture("add_job.request")}

    assert explorer.post(f"{JOBS}?{{}}", body).json()["code"] == 0
    assert explorer.get("jobs?{}").json()["code"] == 0


def test_15_a_value_is_a_text_or_a_number_and_nothing_else(explorer, workflow):
    answer = explorer.post(JOBS, {"input": {"query_1": {"name": True}}})

    assert answer.json()["code"] == 40004001


def test_16_the_address_may_end_in_a_slash(explorer, workflow):
    assert explorer.post(f"{JOBS}/").status_code == 200
    assert explorer.get("jobs/").status_code == 200


def test_17_a_value_stays_inside_its_quotes(explorer, workflow, work, peer):
    from runs.models import ProcessRun

    name = 'x" OVER follow; DROP SPACE basketball; "'
    explorer.post(JOBS, {"input": {"query_1": {"name": name}}})

    work(ProcessRun.objects.get())

    assert rb"GO FROM \"x\\\" OVER follow; DROP SPACE" in peer.requests[0].body


def test_18_cancelling_a_job_that_is_over_is_no_success(explorer, make_run):
    run = make_run()

    answer = explorer.put(f"jobs/{run.pk}/cancel")

    assert answer.json() == {
        "code": 0,
        "data": {"success": False},
        "message": "Success",
    }


def test_19_lists_begin_with_the_newest(explorer, make_run):
    old, new = make_run(), make_run()

    items = explorer.get("jobs").json()["data"]["items"]

    assert [item["id"] for item in items] == [new.pk, old.pk]
