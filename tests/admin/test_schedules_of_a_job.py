"""The schedules on the page of their job."""

from __future__ import annotations

import datetime as dt

import pytest
from django_celery_beat.models import PeriodicTask

from jobs.models import Job
from schedules.models import Schedule
from tests.admin.pages import filled, sentences, visible


def added(member, **fields):
    """A job that is made together with one schedule of these fields."""
    given = {f"schedules__0__{name}": value for name, value in fields.items()}
    return member.submit("jobs_job_add", url="https://api.example/", **given)


def test_the_form_speaks_minutes_and_the_schedule_seconds(member):
    added(member, every="5")

    schedule = Schedule.objects.get()
    assert (schedule.kind, schedule.expression) == ("interval", "300")
    assert schedule.process == Job.objects.get().process_ptr
    assert schedule.next_fire_at is not None


def test_a_job_needs_no_schedule(member):
    member.submit("jobs_job_add", url="https://api.example/")

    assert Job.objects.exists()
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    ("every", "unit", "seconds"),
    [("1", "60", "60"), ("90", "1", "90"), ("0.5", "60", "30"), ("2", "3600", "7200")],
)
def test_an_interval_may_be_any_whole_number_of_seconds(member, every, unit, seconds):
    added(member, every=every, unit=unit)

    assert Schedule.objects.get().expression == seconds


@pytest.mark.parametrize(
    ("expression", "every", "unit"), [("120", "2", "60"), ("90", "90", "1")]
)
def test_seconds_that_are_no_whole_minutes_are_shown_as_seconds(
    member, make_schedule, job, expression, every, unit
):
    make_schedule(expression=expression)

    fields = filled(member.get("jobs_job_change", job.pk))
    assert (fields["schedules-0-every"], fields["schedules-0-unit"]) == (every, unit)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("cron", "30 8 * * 1-5"),
        ("quartz", "0 0 12 L * ?"),
        ("fields", "day_of_week=0 hour=8 minute=30"),
        ("once", "2999-01-01T00:00:00Z"),
    ],
)
def test_every_notation_has_a_door_here(member, kind, text):
    response = added(member, kind=kind, expression=text)

    if kind == "once":
        assert "2099" in str(sentences(response))
        return
    assert (Schedule.objects.get().kind, response.status_code) == (kind, 302)


def test_a_moment_without_a_zone_is_read_in_the_schedules(member):
    added(member, kind="once", expression="2027-03-01 08:30", time_zone="Europe/Berlin")

    schedule = Schedule.objects.get()
    assert schedule.next_fire_at == dt.datetime(2027, 3, 1, 7, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("field", "fields", "words"),
    [
        ("every", {"every": "0"}, "at least 1 second"),
        ("every", {"every": "1000000000000"}, "longer than ten years"),
        ("every", {"every": "1e999999999"}, "15 digits"),
        ("every", {"every": "-1"}, "at least 1 second"),
        ("every", {"every": "0.001"}, "not a whole number of seconds"),
        ("every", {"kind": "interval", "unit": "1"}, "Say after how many minutes"),
        ("every", {"every": "often"}, "Enter a number."),
        ("expression", {"kind": "cron", "expression": "61 * * * *"}, "61"),
        ("expression", {"kind": "cron", "expression": ""}, ""),
        ("expression", {"kind": "quartz", "expression": "* * * * *"}, ""),
        ("expression", {"kind": "once", "expression": "tomorrow"}, "no instant"),
        ("time_zone", {"every": "1", "time_zone": "Mars/Base"}, "no known time zone"),
        (
            "time_zone",
            {"kind": "once", "expression": "2027-01-01", "time_zone": "x"},
            "",
        ),
        ("input", {"every": "1", "input": "[1]"}, "JSON object"),
        ("input", {"every": "1", "input": "{" * 5000}, "JSON"),
        ("input", {"every": "1", "input": '{"a": ' + "9" * 5000 + "}"}, "too large"),
        (
            "ends_at",
            {
                "every": "1",
                "starts_at": "2027-01-02T00:00",
                "ends_at": "2027-01-01T00:00",
            },
            "ends before it begins",
        ),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field(member, field, fields, words):
    response = added(member, **fields)

    assert words in " ".join(sentences(response)[f"schedules-0-{field}"])
    assert not Job.objects.exists()
    assert not Schedule.objects.exists()


def test_a_change_is_made_and_its_row_follows(member, make_schedule, job):
    schedule = make_schedule()

    member.submit("jobs_job_change", job.pk, schedules__0__every="7")

    schedule.refresh_from_db()
    row = PeriodicTask.objects.get(pk=schedule.periodic_task_id)
    assert schedule.expression == "420"
    assert row.interval.every == 7


def test_what_nobody_touched_is_not_written(member, make_schedule, job):
    before = make_schedule(
        input={"a": 1}, starts_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    )

    response = member.submit("jobs_job_change", job.pk, body="new")

    after = Schedule.objects.get()
    assert response.status_code == 302
    assert after.updated_at == before.updated_at


def test_several_are_added_and_one_is_taken_away(member, make_schedule, job):
    first = make_schedule()
    sent = filled(member.get("jobs_job_change", job.pk))
    second = {
        name.replace("schedules-0-", "schedules-1-"): value
        for name, value in sent.items()
        if name.startswith("schedules-0-") and not name.endswith("-id")
    }
    sent |= second | {"schedules-TOTAL_FORMS": "2", "schedules-1-every": "2"}
    sent |= {"schedules-0-DELETE": "on"}

    member.post("jobs_job_change", job.pk, data=sent)

    [living] = Schedule.objects.living()
    first.refresh_from_db()
    assert living.expression == "120"
    assert first.archived_at is not None
    assert first.periodic_task_id is None


def test_a_schedule_of_another_job_cannot_be_taken_along(
    member, make_schedule, make_job, job, stranger
):
    mine = make_schedule()
    foreign = make_schedule(process=make_job(owner=stranger))
    sent = filled(member.get("jobs_job_change", job.pk))

    for change in ({"schedules-0-every": "9"}, {"schedules-0-DELETE": "on"}):
        forged = sent | {"schedules-0-id": str(foreign.pk)} | change
        member.post("jobs_job_change", job.pk, data=forged)

    assert Schedule.objects.living().count() == 2
    assert {s.expression for s in Schedule.objects.all()} == {"60"}
    assert mine.pk != foreign.pk


def test_words_and_next_instants_stand_beside_it(member, make_schedule, job):
    make_schedule(kind="cron", expression="30 8 * * 1-5", time_zone="Europe/Berlin")

    text = visible(member.get("jobs_job_change", job.pk))
    assert "at 08:30 from Monday to Friday" in text
    assert "08:30:00 CE" in text


def test_a_schedule_that_never_fires_says_so(member, make_schedule, job):
    make_schedule(kind="cron", expression="0 0 30 2 *")

    assert "It will not fire any more." in member.text("jobs_job_change", job.pk)


def test_a_spoilt_row_does_not_spoil_the_page(member, make_schedule, job):
    schedule = make_schedule()
    Schedule.objects.filter(pk=schedule.pk).update(
        expression="never", time_zone="No/Where", error="It cannot be read."
    )

    assert "It cannot be read." in member.text("jobs_job_change", job.pk)
    assert member.get("jobs_job_changelist").status_code == 200
    assert member.get("schedules_schedule_change", schedule.pk).status_code == 200
