from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from runs.admin import ProcessRunAdmin
from runs.models import ProcessRun
from tests.admin.pages import address


def listed(browser, **query) -> list[int]:
    response = browser.get("runs_processrun_changelist", **query)
    return [run.pk for run in response.context["cl"].result_list]


def test_the_newest_stand_first(member, start):
    runs = [start().pk for _each in range(3)]

    assert listed(member) == runs[::-1]


def test_filters_narrow_by_state_origin_process_and_schedule(
    member, make_job, make_schedule, job, start
):
    other = make_job(name="Other")
    schedule = make_schedule()
    by_hand, by_api = start(), start(process=other, origin="api")
    planned = start(origin="schedule", origin_guid=schedule.guid)
    failed = start()
    ProcessRun.objects.filter(pk=failed.pk).update(
        status="failed", finished_at=timezone.now()
    )

    assert listed(member, status__exact="failed") == [failed.pk]
    assert listed(member, origin__exact="api") == [by_api.pk]
    assert listed(member, process=other.pk) == [by_api.pk]
    assert listed(member, schedule=schedule.guid) == [planned.pk]
    assert listed(member, process=job.pk, origin__exact="manual") == [
        failed.pk,
        by_hand.pk,
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"process": "x"},
        {"process": "9" * 40},
        {"schedule": "x"},
        {"p": "9" * 40},
        {"p": "-1"},
        {"p": "x"},
        {"q": "%00"},
        {"account": "x"},
        {"status__exact": "x"},
        {"all": ""},
    ],
)
def test_malformed_queries_are_no_errors(member, start, query):
    start()

    assert member.get("runs_processrun_changelist", **query).status_code in {200, 302}


def test_the_search_takes_a_run_id_or_a_name(member, make_job, start):
    run, other = start(), start(process=make_job(name="Invoices"))

    assert listed(member, q=str(run.guid)) == [run.pk]
    assert listed(member, q="invoi") == [other.pk]
    assert listed(member, q="nothing") == []


def test_pages_lead_to_older_and_newer_runs_and_nothing_is_counted(
    member, start, monkeypatch
):
    monkeypatch.setattr(ProcessRunAdmin, "list_per_page", 2)
    runs = [start().pk for _each in range(5)][::-1]

    with CaptureQueriesContext(connection) as caught:
        assert listed(member) == runs[:2]
    assert not any("COUNT(" in query["sql"].upper() for query in caught)
    assert listed(member, p=2) == runs[2:4]
    assert listed(member, p=3) == runs[4:]
    first, last = (
        member.text("runs_processrun_changelist", p=number) for number in (1, 3)
    )
    assert ("older" in first, "newer" in first) == (True, False)
    assert ("older" in last, "newer" in last) == (False, True)


def test_all_at_once_cannot_be_asked_for(member, start, monkeypatch):
    monkeypatch.setattr(ProcessRunAdmin, "list_per_page", 2)
    runs = [start().pk for _each in range(3)]

    assert listed(member, all="") == runs[:0:-1]


def test_the_number_of_queries_does_not_grow_with_the_rows(member, start, make_job):
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            member.get("runs_processrun_changelist")
        return len(caught)

    start()
    few = count()
    for _each in range(10):
        start(process=make_job())
    assert count() == few


def test_others_runs_are_neither_listed_nor_found_nor_offered(
    outsider, make_job, make_schedule, start
):
    job = make_job(name="Their orders")
    schedule = make_schedule(process=job)
    run = start(process=job)

    for query in ({}, {"q": run.guid}, {"q": "orders"}, {"process": job.pk}):
        assert listed(outsider, **query) == []
        text = outsider.text("runs_processrun_changelist", **query)
        assert "Their orders" not in text
    text = outsider.text("runs_processrun_changelist", schedule=schedule.guid)
    assert "Their orders" not in text


def test_operators_see_the_runs_of_all(operator, make_job, start, stranger):
    run = start(process=make_job(owner=stranger))

    assert listed(operator) == [run.pk]
    assert "Stranger Ltd." in operator.text("runs_processrun_changelist")


def test_runs_are_neither_added_nor_deleted_here(operator, start):
    run = start()

    assert operator.get("runs_processrun_add").status_code == 403
    assert operator.post("runs_processrun_delete", run.pk).status_code == 403
    assert operator.post("runs_processrun_change", run.pk).status_code == 403
    assert address("runs_processrun_add")
