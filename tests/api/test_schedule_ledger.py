"""What became of a schedule's firings, over the API."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runs.models import ProcessRun
from schedules import clock
from schedules.models import Occurrence, Schedule

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def schedule(make_schedule, noon):
    schedule = make_schedule()
    Schedule.objects.update(created_at=noon)
    return schedule


@pytest.fixture
def rows(schedule, noon):
    """Five minutes of the ledger, the oldest first."""
    return Occurrence.objects.bulk_create(
        Occurrence(
            schedule=schedule,
            due_at=noon + n * MINUTE,
            planned_local=f"2026-03-02 12:0{n}:00",
            fired_at=noon + n * MINUTE,
            outcome="started" if n % 2 else "skipped",
            reason="" if n % 2 else "paused",
        )
        for n in range(1, 6)
    )


@pytest.fixture
def look(api, schedule):
    def look(query=""):
        return api.get(f"/api/v1/schedules/{schedule.guid}/occurrences/{query}")

    return look


@pytest.fixture
def why(api, schedule):
    def why(at):
        return api.get(f"/api/v1/schedules/{schedule.pk}/why/", {"at": at})

    return why


def test_an_occurrence_tells_what_became_of_it(look, noon):
    clock.tick(noon + MINUTE)

    [row] = look().json()["results"]

    assert row == {
        "id": Occurrence.objects.get().pk,
        "due_at": "2026-03-02T12:01:00Z",
        "until_at": None,
        "count": 1,
        "outcome": "started",
        "reason": "",
        "planned_local": "2026-03-02 12:01:00",
        "fired_at": "2026-03-02T12:01:00Z",
        "run": str(ProcessRun.objects.get().guid),
    }


def test_a_span_is_one_row_without_a_run(look, schedule, noon):
    import schedules.actions

    schedules.actions.pause(schedule, now=noon)
    schedules.actions.resume(schedule, now=noon + 5 * MINUTE)

    [row] = look().json()["results"]

    assert (row["due_at"], row["until_at"], row["count"], row["run"]) == (
        "2026-03-02T12:01:00Z",
        "2026-03-02T12:05:00Z",
        5,
        None,
    )
    assert (row["outcome"], row["reason"]) == ("skipped", "paused")


def test_pages_hold_everything_once_the_latest_first(look, api, rows):
    found, address = [], "?page_size=2"
    page = look(address).json()
    while True:
        found.append([each["id"] for each in page["results"]])
        if page["next"] is None:
            break
        page = api.get(page["next"]).json()

    ids = [row.pk for row in rows]
    assert found == [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]]]


def test_the_order_is_that_of_the_instants(look, schedule, noon):
    for minutes in (3, 1, 2):
        Occurrence.objects.create(
            schedule=schedule, due_at=noon + minutes * MINUTE, fired_at=noon
        )

    shown = [each["due_at"] for each in look().json()["results"]]

    assert shown == sorted(shown, reverse=True)


def test_an_outcome_narrows_the_list(look, rows):
    for outcome, count in [("started", 3), ("skipped", 2), ("missed", 0)]:
        found = look(f"?outcome={outcome}").json()["results"]
        assert [each["outcome"] for each in found] == [outcome] * count


def test_the_rows_of_another_schedule_are_not_among_them(look, rows, make_schedule):
    other = make_schedule(expression="30")
    Occurrence.objects.create(
        schedule=other, due_at=rows[0].due_at, fired_at=rows[0].due_at
    )

    assert len(look().json()["results"]) == 5


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("outcome=late", "outcome"),
        ("outcome=", "outcome"),
        ("outcome=%00", "outcome"),
        ("page_size=0", "page_size"),
        ("cursor=x", "cursor"),
        ("cursor=9223372036854775807", "cursor"),
    ],
)
def test_a_bad_query_is_told(look, query, name):
    answer = look(f"?{query}")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]


def test_the_largest_cursor_is_no_trouble(look, rows):
    assert len(look("?cursor=253402300799999999").json()["results"]) == 5
    assert look("?cursor=1").json()["results"] == []


def test_a_list_costs_as_many_queries_with_many_rows_as_with_one(look, noon):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert look().status_code == 200
        return len(caught)

    clock.tick(noon + MINUTE)
    few = queries()
    for n in range(2, 6):
        ProcessRun.objects.update(status="succeeded", finished_at=noon)
        clock.tick(noon + n * MINUTE)

    assert queries() == few <= 3
    assert Occurrence.objects.count() == 5


@pytest.mark.parametrize("place", ["occurrences", "why"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_ledger_is_only_read(api, schedule, rows, place, method):
    address = f"schedules/{schedule.pk}/{place}/"

    assert api.ask(method, address, {"outcome": "missed"}).status_code == 405


@pytest.mark.parametrize("place", ["occurrences/", "why/?at=2026-03-02T12:01:00Z"])
def test_what_is_not_there_has_no_ledger(api, schedule, place):
    api.ask("delete", f"schedules/{schedule.pk}/")

    for ident in (schedule.pk, schedule.guid, 0, "x"):
        assert api.ask("get", f"schedules/{ident}/{place}").status_code == 404


class TestWhy:
    @pytest.fixture(autouse=True)
    def it_is_ten_past(self, it_is_noon, noon):
        it_is_noon.move_to(noon + 10 * MINUTE)

    def test_the_ledger_answers(self, why, noon):
        clock.tick(noon + MINUTE)
        ProcessRun.objects.update(started_at=noon + 1.5 * MINUTE, status="running")

        answer = why("2026-03-02T12:01:00Z")

        assert answer.status_code == 200
        told = answer.json()
        assert told["at"] == "2026-03-02T12:01:00Z"
        assert told["sentence"] == "It ran 30 s late; its run is running."
        assert told["occurrence"]["run"] == str(ProcessRun.objects.get().guid)

    def test_what_it_does_not_hold_is_computed(self, why):
        assert why("2026-03-02T14:30:30+02:00").json() == {
            "at": "2026-03-02T12:30:30Z",
            "sentence": "Nothing is planned at this instant. The next firing after it: "
            "2026-03-02 12:31:00 UTC.",
            "occurrence": None,
        }

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "?at=",
            "?at=now",
            "?at=2026-03-02",
            "?at=2026-03-02T12:00:00",
            "?at=%00",
            "?at=9999-12-31T23:59:59-14:00",
        ],
    )
    def test_a_bad_instant_is_told(self, api, schedule, query):
        answer = api.ask("get", f"schedules/{schedule.pk}/why/{query}")

        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["at"]

    @pytest.mark.parametrize(
        "spoilt",
        [{"expression": "spoilt"}, {"time_zone": "Mars"}, {"kind": "weekly"}],
    )
    def test_of_a_spoilt_schedule_it_says_so(self, why, spoilt):
        Schedule.objects.update(**spoilt)

        answer = why("2026-03-02T12:05:00Z")

        assert answer.status_code == 200
        assert "cannot be read" in answer.json()["sentence"]

    def test_so_it_does_where_only_its_zone_is_asked_for(self, why):
        Schedule.objects.update(time_zone="Mars")

        answer = why("2026-03-02T11:00:00Z")

        assert answer.status_code == 200
        assert "Mars" in answer.json()["sentence"]
