"""The answers of the documents, byte for byte."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.core.management.color import no_style
from django.db import connection

from tests.dialects.nebula.conftest import at, compact, fixture, task_guid

TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-00")


def count_on_from_there():
    """PostgreSQL does not see ids that are given."""
    from runs.models import ProcessRun

    with connection.cursor() as cursor:
        for reset in connection.ops.sequence_reset_sql(no_style(), [ProcessRun]):
            cursor.execute(reset)


def test_connect_answers_54_bytes(account):
    from tests.dialects.nebula.conftest import Explorer, encoded, key_of

    made = key_of(account)
    pair = encoded(f"{made.key.guid}:{made.secret}")
    answer = Explorer(Authorization=f"Bearer {pair}").post(
        "connect", fixture("connect.request")
    )

    assert answer.content == compact(fixture("connect.answer"))
    assert answer.headers["Content-Length"] == "54"


def test_a_new_job_answers_48_bytes(explorer, workflow, make_run):
    make_run(id=106)
    count_on_from_there()

    answer = explorer.post("workflows/4216617528/jobs", fixture("add_job.request"))

    assert answer.status_code == 200
    assert answer.content == compact(fixture("add_job.answer"))
    assert answer.headers["Content-Length"] == "48"


def test_the_details_of_a_job_are_400_bytes(
    explorer, make_workflow, make_run, make_step, in_china
):
    step = {"key": "bfs_1", "kind": "compose", "needs": [], "label": "BFS"}
    bfs = make_workflow(name="workflow_xkkjf", number=3992429968, steps=[step])
    run = make_run(
        id=1964,
        process=bfs,
        created_at=at(1657593212505),
        started_at=at(1657593215250),
        finished_at=at(1657593218999),
    )
    make_step(
        run,
        "bfs_1",
        guid=task_guid(),
        started_at=at(1657593215250),
        finished_at=at(1657593218900),
    )

    answer = explorer.get("jobs/1964")

    assert answer.content == compact(fixture("job.answer"))
    assert answer.headers["Content-Length"] == "400"


def test_the_list_of_all_jobs_is_the_documents(explorer, make_run, in_china):
    make_run(
        id=105,
        created_at=at(1657847355906),
        started_at=at(1657847358000),
        finished_at=at(1657847364000),
    )
    make_run(
        id=106,
        created_at=at(1657848156290),
        started_at=at(1657848157000),
        finished_at=at(1657848163000),
    )

    query = (
        "filter=%7B%20%22status%22%3A%202%2C%20%20%22orderByCreateTime%22"
        "%3A%20%22asc%22%7D&pageSize=10&page=1"
    )
    answer = explorer.get(f"jobs?{query}")

    assert answer.content == compact(fixture("jobs.answer"))


def test_the_list_of_a_workflow_is_the_documents(explorer, make_run, in_china):
    make_run(id=114, created_at=at(1657870000000))
    make_run(id=113, created_at=at(1657879999999), status="failed")
    make_run(
        id=115,
        created_at=at(1657874210088),
        started_at=at(1657874212345),
        finished_at=at(1657874218345),
    )

    query = (
        "filter=%7B%22status%22%3A%202%2C%20%20%22fromCreateTime%22"
        "%3A%201657874100000%7D&pageSize=10&page=1"
    )
    answer = explorer.get(f"workflows/4216617528/jobs?{query}")

    assert answer.content == compact(fixture("workflow_jobs.answer"))


def test_sample_results_are_the_documents(explorer, make_run, make_step):
    run = make_run(id=29987)
    rows = [["player110", 0.15], ["team219", 0.452126], ["player121", "0.262148"]]
    step = make_step(run, output={"rows": rows})

    answer = explorer.get(f"jobs/29987/tasks/{step.guid.hex}/sample_result?limit=1000")

    assert answer.content == compact(fixture("sample_result.answer"))


def test_cancelling_answers_54_bytes(explorer, make_run):
    make_run(id=30600, status="waiting")

    answer = explorer.put(
        "jobs/30600/cancel", content_type="application/x-www-form-urlencoded"
    )

    assert answer.content == compact(fixture("connect.answer"))
    assert answer.headers["Content-Length"] == "54"


@pytest.mark.parametrize("address", ["jobs", "jobs/1", "nothing", "connect"])
def test_every_answer_has_a_fresh_traceparent_and_a_bare_type(explorer, address):
    with time_machine.travel(at(1657847355906), tick=False):
        answers = [explorer.get(address) for _each in range(3)]

    traces = {answer.headers["Traceparent"] for answer in answers}
    assert len(traces) == 3
    assert all(TRACEPARENT.fullmatch(trace) for trace in traces)
    for answer in answers:
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Content-Length"] == str(len(answer.content))
