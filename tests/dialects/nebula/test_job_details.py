from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from tests.dialects.nebula.conftest import at, query_step

EVERY = ("waiting", "running", "succeeded", "failed", "lost", "stopped", "stopping")


@pytest.fixture
def details(explorer):
    def ask(run):
        return explorer.get(f"jobs/{run.pk}").json()["data"]

    return ask


@pytest.mark.parametrize(
    ("status", "number"), [*zip(EVERY, (0, 1, 2, 3, 3, 4, 5), strict=True)]
)
def test_our_states_have_its_numbers(details, make_run, status, number):
    assert details(make_run(status=status))["status"] == number


@pytest.mark.parametrize(
    ("status", "number"),
    [*zip((*EVERY, "skipped"), (0, 1, 2, 3, 3, 4, 5, 4), strict=True)],
)
def test_tasks_have_the_same_numbers(details, make_run, make_step, status, number):
    run = make_run(status="running")
    make_step(run, status=status)

    [task] = details(run)["tasks"]

    assert task["status"] == number


def test_tasks_stand_in_the_order_of_the_plan_by_their_labels(
    details, make_workflow, make_run, make_step
):
    steps = [
        query_step(key="query_1", label="Query"),
        query_step(key="bfs_1", label="BFS", needs=["query_1"]),
        query_step(key="last", needs=["bfs_1"]),
    ]
    run = make_run(process=make_workflow(steps=steps, name="Three"), status="running")
    make_step(run, "bfs_1")
    make_step(run, "query_1")

    tasks = details(run)["tasks"]

    assert [task["name"] for task in tasks] == ["Query", "BFS", "last"]
    assert [task["status"] for task in tasks] == [2, 2, 0]
    assert [*tasks[0]] == ["id", "name", "runBeginTime", "runEndTime", "status"]


def test_a_tasks_times_carry_the_accounts_offset(
    details, make_run, make_step, in_china
):
    run = make_run(status="running")
    begun = at(1657593215250)
    make_step(run, started_at=begun, finished_at=begun + dt.timedelta(seconds=3))

    [task] = details(run)["tasks"]

    assert task["runBeginTime"] == "2022-07-12T10:33:35+08:00"
    assert task["runEndTime"] == "2022-07-12T10:33:38+08:00"


def test_a_task_that_has_not_begun_has_an_id_and_no_times(details, make_run):
    run = make_run(status="waiting")

    [task] = details(run)["tasks"]

    assert len(task["id"]) == 32
    assert (task["runBeginTime"], task["runEndTime"]) == ("", "")
    assert details(run)["tasks"] == [task]


def test_the_name_says_when_it_was_made_in_the_accounts_zone(
    details, make_run, in_china
):
    run = make_run(created_at=at(1657847355906))

    assert details(run)["name"] == "workflow_q745a_20220715090915"


def test_a_running_job_has_not_ended(details, make_run):
    found = details(make_run(status="running", created_at=at(1657847355906)))

    assert found["runBeginTime"] == 1657847355000
    assert found["runEndTime"] == 0


def test_a_job_of_one_call_is_shown_too(details, job, make_run):
    assert len(details(make_run(process=job))["tasks"]) == 1


@pytest.mark.parametrize("ident", ["0", "x", "9" * 40, "1.5", "%00"])
def test_a_job_that_is_not_there_is_404(explorer, make_run, ident):
    answer = explorer.get(f"jobs/{ident}")

    assert (answer.status_code, answer.json()["code"]) == (404, 40404000)


def test_anothers_job_is_404(foreign_explorer, make_run, make_step):
    run = make_run()
    step = make_step(run)

    for address in (f"jobs/{run.pk}", f"jobs/{run.guid}"):
        assert foreign_explorer.get(address).status_code == 404
    result = f"jobs/{run.pk}/tasks/{step.guid.hex}/sample_result"
    assert foreign_explorer.get(result).status_code == 404
    assert foreign_explorer.put(f"jobs/{run.pk}/cancel").status_code == 404


def test_details_keep_the_version_they_ran(details, workflow, make_run):
    from runs import actions

    run = make_run()
    actions.publish(workflow, definition={}, plan={"steps": [query_step(key="new")]})

    assert [task["name"] for task in details(run)["tasks"]] == ["query_1"]


def test_details_cost_one_round_trip_where_that_can_be(
    explorer, make_run, django_assert_num_queries
):
    run = make_run()
    explorer.get(f"jobs/{run.pk}")

    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):
        explorer.get(f"jobs/{run.pk}")
