from __future__ import annotations

import datetime as dt
import json
from urllib.parse import quote

import pytest

from tests.dialects.nebula.conftest import at

BORN = 1657847355906
JOBS = "workflows/4216617528/jobs"


@pytest.fixture
def ids(explorer):
    """The ids of the jobs that a list shows."""

    def ask(address="jobs", query="", **wanted):
        filtered = f"filter={quote(json.dumps(wanted))}&" if wanted else ""
        answer = explorer.get(f"{address}?{filtered}{query}")
        assert answer.status_code == 200, answer.content
        return [item["id"] for item in answer.json()["data"]["items"]]

    return ask


@pytest.fixture
def refusal(explorer, workflow):
    def ask(query):
        answer = explorer.get(f"jobs?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, 40004001)
        return answer.json()["message"].split(": ")[1]

    return ask


def test_the_newest_come_first_ten_to_a_page(explorer, make_run):
    made = [make_run().pk for _each in range(12)]

    data = explorer.get("jobs").json()["data"]

    assert [item["id"] for item in data["items"]] == made[:1:-1]
    assert (data["total"], data["Page"], data["PageSize"]) == (12, 1, 10)
    assert [*data] == ["items", "total", "Page", "PageSize"]


def test_pages_follow_each_other(ids, make_run):
    made = [make_run().pk for _each in range(5)]

    assert ids(query="pageSize=2&page=2") == [made[2], made[1]]
    assert ids(query="pageSize=2&page=3") == [made[0]]
    assert ids(query="pageSize=2&page=4") == []


def test_a_workflows_list_has_only_its_own(ids, explorer, make_run, make_workflow):
    other = make_workflow(name="Other")
    own, others = make_run(), make_run(process=other)

    assert ids(JOBS) == [own.pk]
    assert ids(f"workflows/{other.guid}/jobs") == [others.pk]
    assert ids() == [others.pk, own.pk]


def test_jobs_of_the_house_stand_in_the_list_as_well(ids, job, make_run):
    run = make_run(process=job)

    assert ids() == [run.pk]


@pytest.mark.parametrize(
    ("number", "statuses"),
    [
        (0, ["waiting"]),
        (1, ["running"]),
        (2, ["succeeded"]),
        (3, ["failed", "lost"]),
        (4, ["stopped"]),
        (5, ["stopping"]),
    ],
)
@pytest.mark.parametrize("spelled", [int, str, float])
def test_a_status_finds_what_it_stands_for(ids, make_run, number, statuses, spelled):
    every = ("waiting", "running", "succeeded", "failed", "lost", "stopped", "stopping")
    runs = {status: make_run(status=status).pk for status in every}

    found = ids(status=spelled(number))

    assert found == sorted((runs[status] for status in statuses), reverse=True)


def test_times_of_creation_are_bounds_their_own_millisecond_included(ids, make_run):
    runs = [
        make_run(created_at=at(BORN + n) + dt.timedelta(microseconds=900)).pk
        for n in range(3)
    ]

    assert ids(fromCreateTime=BORN + 1) == [runs[2], runs[1]]
    assert ids(toCreateTime=BORN + 1) == [runs[1], runs[0]]
    assert ids(fromCreateTime=str(BORN + 1), toCreateTime=BORN + 1) == [runs[1]]


def test_a_job_is_found_by_its_name(ids, make_run, in_china):
    make_run(created_at=at(BORN - 1000))
    run = make_run(created_at=at(BORN))
    make_run(created_at=at(BORN + 1000))

    assert ids(name="workflow_q745a_20220715090915") == [run.pk]
    assert ids(name="workflow_q745a_20220715090919") == []
    assert ids(name="workflow_q745a_20229915090915") == []


def test_jobs_are_found_by_a_part_of_their_workflows_name(ids, make_run, make_workflow):
    run, other = make_run(), make_run(process=make_workflow(name="Other"))

    assert ids(name="q745") == [run.pk]
    assert ids(name="o") == [other.pk, run.pk]
    assert ids(name="nothing") == []


def test_a_name_in_the_hour_that_comes_twice_finds_both(ids, make_run, account):
    account.time_zone = "Europe/Berlin"
    account.save()
    hour = dt.timedelta(hours=1)
    first = make_run(created_at=dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC))
    second = make_run(created_at=first.created_at + hour)

    assert ids(name="workflow_q745a_20261025023000") == [second.pk, first.pk]


def test_ascending_is_the_other_way_round(ids, make_run):
    made = [make_run().pk for _each in range(3)]

    assert ids(orderByCreateTime="asc") == made
    assert ids(orderByCreateTime="ASC") == made
    assert ids(orderByCreateTime="desc") == made[::-1]


def test_the_total_is_that_of_the_filter(explorer, make_run):
    make_run(), make_run(status="failed"), make_run(status="lost")

    failed = quote('{"status": 3}')
    answer = explorer.get(f"jobs?pageSize=1&filter={failed}")

    assert answer.json()["data"]["total"] == 2


def test_what_has_not_begun_has_no_times(explorer, make_run):
    make_run(status="waiting", created_at=at(BORN))

    [item] = explorer.get("jobs").json()["data"]["items"]

    assert (item["runBeginTime"], item["runEndTime"]) == (0, 0)
    assert item["createTime"] == BORN
    assert [*item] == [
        *("id", "name", "workflowId", "workflowName", "status"),
        *("runBeginTime", "runEndTime", "createTime"),
    ]


@pytest.mark.parametrize("size", ["0", "-1", "1001", "x", "1.5", "9" * 30, "true"])
def test_a_page_size_that_is_none_is_refused(refusal, size):
    assert refusal(f"pageSize={size}") == "pageSize"


@pytest.mark.parametrize("page", ["0", "-1", "1000001", "x", "9" * 30])
def test_a_page_that_is_none_is_refused(refusal, page):
    assert refusal(f"page={page}") == "page"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("{", "filter"),
        ("[]", "filter"),
        ("7", "filter"),
        ("x", "filter"),
        ('{"status": 6}', "filter.status"),
        ('{"status": -1}', "filter.status"),
        ('{"status": "done"}', "filter.status"),
        ('{"status": true}', "filter.status"),
        ('{"status": [2]}', "filter.status"),
        ('{"fromCreateTime": "yesterday"}', "filter.fromCreateTime"),
        ('{"fromCreateTime": -1}', "filter.fromCreateTime"),
        ('{"toCreateTime": 1e17}', "filter.toCreateTime"),
        ('{"toCreateTime": 999999999999999999}', "filter.toCreateTime"),
        ('{"orderByCreateTime": "up"}', "filter.orderByCreateTime"),
        ('{"orderByCreateTime": 1}', "filter.orderByCreateTime"),
    ],
)
def test_a_filter_that_is_none_is_refused(refusal, text, path):
    assert refusal(f"filter={quote(text)}") == path


@pytest.mark.parametrize("text", ["", " ", "{}", "null", '{"status": null}', "{'a':1}"])
def test_an_empty_filter_filters_nothing(ids, explorer, make_run, text):
    run = make_run()

    assert ids(query=f"filter={quote(text)}") == [run.pk]


@pytest.mark.parametrize(
    "latest", [1657847355906, 253_370_764_800_000], ids=["usual", "the last"]
)
def test_far_times_find_nothing_and_break_nothing(ids, make_run, latest):
    make_run()

    assert ids(fromCreateTime=253_370_764_800_000, toCreateTime=latest) == []


def test_another_accounts_jobs_are_not_there(foreign_explorer, make_run):
    make_run()

    assert foreign_explorer.get("jobs").json()["data"]["total"] == 0
    assert foreign_explorer.get(JOBS).status_code == 404


def test_a_page_costs_as_many_queries_as_it_has_rows_or_none(
    explorer, make_run, django_assert_num_queries
):
    for _each in range(3):
        make_run()
    explorer.get("jobs")

    # The key, the newest settled run, the new ones' count, the page.
    with django_assert_num_queries(4):
        explorer.get("jobs")
