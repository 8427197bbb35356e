"""The list of all schedules, and the page of one with its ledger."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from schedules import clock
from schedules.models import Occurrence, Schedule
from tests.admin.pages import address, sentences


def test_the_list_says_when_in_words(member, make_schedule):
    make_schedule(kind="cron", expression="0 6 * * *")

    text = member.text("schedules_schedule_changelist")
    assert "Orders at 06:00 every day" in text


def test_a_schedule_the_clock_has_disabled_says_why(member, make_schedule):
    schedule = make_schedule()
    Schedule.objects.filter(pk=schedule.pk).update(error="It cannot be read.")

    assert "It cannot be read." in member.text("schedules_schedule_changelist")


def test_it_is_changed_on_its_own_page_too(member, make_schedule):
    schedule = make_schedule()

    member.submit("schedules_schedule_change", schedule.pk, every="9")

    schedule.refresh_from_db()
    assert schedule.expression == "540"


def test_bad_input_gets_its_sentence_there_too(member, make_schedule):
    schedule = make_schedule()

    response = member.submit("schedules_schedule_change", schedule.pk, every="0")

    assert "at least 1 second" in sentences(response)["every"][0]


def test_the_ledger_tells_what_became_of_its_firings(member, make_schedule, noon):
    schedule = make_schedule()
    clock.strike(noon + dt.timedelta(seconds=60))

    page = member.get("schedules_schedule_change", schedule.pk).content.decode()
    run_id = Occurrence.objects.get().run_id
    assert "Started" in page
    assert address("runs_processrun_change", run_id) in page


def test_it_is_deleted_and_its_ledger_stays(member, make_schedule, noon):
    schedule = make_schedule()
    clock.strike(noon + dt.timedelta(seconds=60))

    text = member.text("schedules_schedule_delete", schedule.pk)
    member.post("schedules_schedule_delete", schedule.pk, data={"post": "yes"})

    assert "What it started stays in the ledger." in text
    assert not Schedule.objects.living().exists()
    assert Occurrence.objects.exists()


def test_it_is_added_on_the_page_of_its_job_only(member, db):
    assert member.get("schedules_schedule_add").status_code == 403


def test_another_accounts_schedule_is_not_there(outsider, make_schedule):
    schedule = make_schedule()

    for page in ("schedules_schedule_change", "schedules_schedule_delete"):
        assert outsider.get(page, schedule.pk).url == address("index")
    assert "Orders" not in outsider.text("schedules_schedule_changelist")


def test_the_number_of_queries_does_not_grow_with_the_rows(
    member, make_job, make_schedule
):
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            member.get("schedules_schedule_changelist")
        return len(caught)

    make_schedule()
    few = count()
    for _each in range(8):
        make_schedule(process=make_job())
    assert count() == few
