from __future__ import annotations

import datetime as dt
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobs.models import Job
from runs.models import ProcessRun
from tests.api.conftest import ROOT


def leaf(api, address):
    """The ids of each page, following `next` to the end."""
    while address:
        page = api.get(address).json()
        yield [each["id"] for each in page["results"]]
        address = page["next"]


def test_three_pages_hold_everything_once_newest_first(api, start):
    made = [start().pk for _ in range(5)]

    pages = list(leaf(api, f"{ROOT}runs/?page_size=2"))

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [*chain(*pages)] == made[::-1]


def test_a_full_last_page_has_no_next(api, start):
    for _ in range(4):
        start()

    assert [len(page) for page in leaf(api, f"{ROOT}runs/?page_size=2")] == [2, 2]


def test_what_comes_meanwhile_moves_no_page(api, start):
    made = [start().pk for _ in range(4)]
    pages = leaf(api, f"{ROOT}runs/?page_size=2")

    first = next(pages)
    start()

    assert [first, *pages] == [made[:1:-1], made[1::-1]]


def test_jobs_come_newest_first_though_their_numbers_are_drawn(api, make_job):
    made = [make_job(name=str(n)).number for n in range(5)]

    pages = leaf(api, f"{ROOT}jobs/?page_size=2")

    assert [*chain(*pages)] == made[::-1]


def test_a_filter_goes_along_to_the_next_page(api, start, job, make_job):
    other = make_job(name="Other")
    for process in (job, other, job, other, job):
        start(process=process)

    pages = list(leaf(api, f"{ROOT}runs/?process={job.number}&page_size=2"))

    assert [len(page) for page in pages] == [2, 1]


def test_fifty_are_shown_unless_asked(api, account, job, start):
    for _ in range(51):
        start()

    assert [len(page) for page in leaf(api, f"{ROOT}runs/")] == [50, 1]
    assert [len(page) for page in leaf(api, f"{ROOT}runs/?page_size=100")] == [51]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("page_size=0", "page_size"),
        ("page_size=101", "page_size"),
        ("page_size=-1", "page_size"),
        ("page_size=x", "page_size"),
        ("page_size=", "page_size"),
        ("page_size=1.0", "page_size"),
        ("page_size=%EF%BC%91", "page_size"),
        ("page_size=" + "9" * 5_000, "page_size"),
        ("cursor=0", "cursor"),
        ("cursor=abc", "cursor"),
        ("cursor=9223372036854775808", "cursor"),
        ("cursor=", "cursor"),
    ],
)
def test_a_bad_page_is_told(api, query, name):
    answer = api.get(f"{ROOT}runs/?{query}")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]


@pytest.mark.parametrize(
    "address", ["jobs/", "workflows/", "schedules/", "runs/", "blackouts/", "robots/"]
)
def test_a_list_costs_as_many_queries_with_many_rows_as_with_one(
    api, account, make_job, make_schedule, make_robot, start, noon, address
):
    def grow():
        from schedules.models import Blackout
        from workflows import actions

        job = make_job(name="One more")
        robot = make_robot(name=str(job.number))
        values = {"name": f"Workflow {job.number}", "robot": robot}
        workflow = actions.create(account, values)
        until = noon + dt.timedelta(hours=1)
        Blackout.objects.create(account=account, starts_at=noon, ends_at=until)
        for process in (job, workflow):
            make_schedule(process=process)
            start(process=process)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert api.ask("get", address).status_code == 200
        return [query["sql"] for query in caught]

    grow()
    # Once before: Django asks a new connection what it can do.
    queries()
    few = queries()
    for _ in range(4):
        grow()
    many = queries()

    assert len(many) == len(few) <= 3
    assert not any("COUNT(" in sql for sql in many)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?status=failed",
        "?cursor=7",
        "?schedule=7c9e6679-7425-40de-944b-e07fc1f90ae7",
    ],
)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its plan")
def test_the_newest_runs_are_read_off_an_index_without_sorting(api, query):
    with CaptureQueriesContext(connection) as caught:
        api.get(f"{ROOT}runs/{query}")
    [sql] = [each["sql"] for each in caught if "runs_processrun" in each["sql"]]

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql)
        plan = " ".join(row[3] for row in cursor.fetchall())

    assert "SEARCH runs_processrun USING INDEX" in plan
    assert "TEMP B-TREE" not in plan


def test_the_models_of_the_lists_are_ordered_by_nobody_else(db):
    # An ordering of its own would make every list sort by that as well.
    assert not Job._meta.ordering
    assert not ProcessRun._meta.ordering
