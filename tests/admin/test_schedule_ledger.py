"""The ledger on the page of a schedule, its states, and the answer to "why"."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schedules import clock
from schedules.models import Occurrence, Schedule
from tests.admin.pages import address, visible

PAGE = "schedules_schedule_change"


@pytest.fixture
def make_rows(make_schedule, noon):
    """A schedule with so many rows in its ledger, a minute apart."""

    def make(count: int, *, outcome: str = "skipped", reason: str = "overlap"):
        schedule = make_schedule()
        Occurrence.objects.bulk_create(
            Occurrence(
                schedule=schedule,
                due_at=noon + dt.timedelta(minutes=number),
                fired_at=noon,
                outcome=outcome,
                reason=reason,
            )
            for number in range(count)
        )
        return schedule

    return make


def test_outcome_reason_count_and_span_are_shown(member, make_schedule, noon):
    schedule = make_schedule()
    Occurrence.objects.create(
        schedule=schedule,
        due_at=noon,
        until_at=noon + dt.timedelta(minutes=9),
        fired_at=noon,
        outcome="skipped",
        reason="paused",
        count=10,
    )

    text = member.text(PAGE, schedule.pk)
    assert "12:09:00 UTC Skipped × 10" in text
    assert "the schedule was paused" in text


def test_it_is_read_page_by_page(member, make_rows):
    schedule = make_rows(30)

    first = member.text(PAGE, schedule.pk)
    second = member.text(PAGE, schedule.pk, p=2)
    assert ("older →" in first, "← newer" in first) == (True, False)
    assert ("older →" in second, "← newer" in second) == (False, True)
    assert first.count("Skipped") - second.count("Skipped") == 20


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "9" * 40, ""])
def test_pages_that_are_not_there_are_empty_or_the_nearest(member, make_rows, page):
    schedule = make_rows(3)

    assert member.get(PAGE, schedule.pk, p=page).status_code == 200


@pytest.mark.parametrize(
    ("outcome", "is_shown"),
    [("skipped", True), ("missed", False), ("", True), ("<b>", True)],
)
def test_it_is_filtered_by_outcome(member, make_rows, outcome, is_shown):
    schedule = make_rows(3)

    text = member.text(PAGE, schedule.pk, outcome=outcome)
    assert ("the run before it was not over" in text) is is_shown


def test_the_number_of_queries_does_not_grow_with_the_ledger(member, make_rows):
    def count(schedule: Schedule) -> int:
        with CaptureQueriesContext(connection) as caught:
            member.get(PAGE, schedule.pk)
        return len(caught)

    few, many = make_rows(1), make_rows(60)
    # The first page of all asks for content types, which are kept.
    count(few)
    assert count(few) == count(many)


@pytest.mark.parametrize(
    ("values", "chip"),
    [
        ({}, "Active"),
        ({"error": "It cannot be read."}, "Error"),
        ({"enabled": False, "next_fire_at": None}, "Switched off"),
        ({"next_fire_at": None}, "Ended"),
    ],
)
def test_the_list_and_the_page_show_the_state(member, make_schedule, values, chip):
    schedule = make_schedule()
    Schedule.objects.update(**values)

    assert chip in member.text("schedules_schedule_changelist")
    assert chip in member.text(PAGE, schedule.pk)


def test_a_schedule_of_a_job_that_is_off_says_so(member, make_schedule, job):
    make_schedule()
    type(job).objects.update(enabled=False)

    assert "What it starts is switched off" in member.text(
        "schedules_schedule_changelist"
    )


def test_why_it_did_not_run_is_answered_in_a_sentence(member, make_rows):
    schedule = make_rows(3)

    text = member.text(PAGE, schedule.pk, at="2026-03-02T12:01")
    assert "It did not run: the run before it was not over" in text


def test_a_time_without_a_zone_is_the_schedules(member, make_schedule):
    schedule = make_schedule(
        kind="cron", expression="0 8 * * *", time_zone="Asia/Tokyo"
    )
    clock.strike(dt.datetime(2026, 3, 2, 23, 0, 1, tzinfo=dt.UTC))

    response = member.get(PAGE, schedule.pk, at="2026-03-03T08:00:00")
    run_pk = Occurrence.objects.get().run_id
    assert "It was started at" in visible(response)
    assert address("runs_processrun_change", run_pk) in response.content.decode()


@pytest.mark.parametrize("at", ["yesterday", "0001-01-01", "9999-12-31", "%00", "<i>"])
def test_what_is_no_time_is_answered_with_a_sentence(member, make_schedule, at):
    text = member.text(PAGE, make_schedule().pk, at=at)

    assert "Write a date and a time" in text


def test_a_spoilt_schedule_answers_with_its_error(member, make_schedule):
    schedule = make_schedule()
    Schedule.objects.update(
        expression="never", time_zone="No/Where", error="It cannot be read."
    )

    response = member.get(PAGE, schedule.pk, at="2027-03-02T12:01")
    assert visible(response).count("It cannot be read.") >= 2


def test_another_accounts_ledger_is_not_there(outsider, make_rows):
    schedule = make_rows(1)

    assert outsider.get(PAGE, schedule.pk, at="2026-03-02T12:01").status_code == 302
