from __future__ import annotations

import datetime as dt

import pytest

from schedules.models import Schedule

BACKWARDS = {"starts_at": "2090-01-02T00:00:00Z", "ends_at": "2090-01-01T00:00:00Z"}


@pytest.fixture
def post(api, job):
    def post(**said):
        body = {"process": job.number, "kind": "interval", "expression": "60", **said}
        return api.ask("post", "schedules/", body)

    return post


def test_a_schedule_is_made(post, job, account):
    account.time_zone = "Asia/Kathmandu"
    account.save()

    answer = post()

    assert answer.status_code == 201
    made = answer.json()
    schedule = Schedule.objects.get()
    assert answer["Location"].endswith(f"/api/v1/schedules/{schedule.pk}/")
    assert (made["id"], made["guid"]) == (schedule.pk, str(schedule.guid))
    assert made["process"] == job.number
    assert (made["kind"], made["expression"]) == ("interval", "60")
    assert (made["timezone"], made["enabled"]) == ("Asia/Kathmandu", True)
    assert made["input"] == {}
    assert made["words"] == "every minute"
    assert made["next_fire_at"] == f"{schedule.next_fire_at:%Y-%m-%dT%H:%M:%SZ}"
    assert made["error"] == ""


@pytest.mark.parametrize("ident", ["number", "guid", "text"])
def test_its_process_is_named_by_id_or_guid(post, job, ident):
    named = {"number": job.number, "guid": str(job.guid), "text": str(job.number)}

    assert post(process=named[ident]).json()["process"] == job.number


def test_a_workflow_is_scheduled_as_well(post, workflow):
    assert post(process=workflow.number).json()["process"] == workflow.number


@pytest.mark.parametrize(
    ("kind", "expression"),
    [
        ("interval", 60),
        ("interval", " 60\n"),
        ("cron", "*/5 * * * *"),
        ("cron", "0 0 29 2 1"),
        ("quartz", "0 6 6 ? * FRI"),
        ("fields", "day_of_week=0 hour=8"),
        ("once", "2090-01-01T00:00:00Z"),
    ],
)
def test_every_notation_is_taken(post, kind, expression):
    answer = post(kind=kind, expression=expression)

    assert answer.status_code == 201
    assert answer.json()["expression"] == str(expression).strip()
    assert answer.json()["words"]
    assert answer.json()["next_fire_at"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"process": None}, "process"),
        ({"process": 5}, "process"),
        ({"process": "x"}, "process"),
        ({"process": []}, "process"),
        ({"process": 10**30}, "process"),
        ({"kind": "weekly"}, "kind"),
        ({"kind": 5}, "kind"),
        ({"kind": []}, "kind"),
        ({"expression": 0}, "expression"),
        ({"expression": -5}, "expression"),
        ({"expression": 10**12}, "expression"),
        ({"expression": "1.5"}, "expression"),
        ({"expression": 1.5}, "expression"),
        ({"expression": True}, "expression"),
        ({"expression": None}, "expression"),
        ({"expression": ""}, "expression"),
        ({"expression": "１"}, "expression"),
        ({"expression": "9" * 4_000}, "expression"),
        ({"expression": "5 minutes"}, "expression"),
        ({"kind": "cron", "expression": "* * * *"}, "expression"),
        ({"kind": "cron", "expression": "60 * * * *"}, "expression"),
        ({"kind": "cron", "expression": "*/0 * * * *"}, "expression"),
        ({"kind": "cron", "expression": "0 6 6 ? * FR"}, "expression"),
        ({"kind": "cron", "expression": "*," * 20_000}, "expression"),
        ({"kind": "cron", "expression": "0 0 * * *; rm -rf /"}, "expression"),
        ({"kind": "cron", "expression": "0 0 30 2 *"}, "expression"),
        ({"kind": "once", "expression": "2001-01-01T00:00:00Z"}, "expression"),
        ({"kind": "once", "expression": "soon"}, "expression"),
        ({"timezone": "Europe/Berln"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"timezone": 5}, "timezone"),
        ({"starts_at": "now"}, "starts_at"),
        ({"starts_at": "2026-01-31T09:00:00"}, "starts_at"),
        ({"starts_at": "2020-02-30T00:00:00Z"}, "starts_at"),
        ({"starts_at": "20260131T090000Z"}, "starts_at"),
        ({"starts_at": "2026-W05-6T09:00:00Z"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59:59-14:00"}, "starts_at"),
        ({"starts_at": 1605542160}, "starts_at"),
        (BACKWARDS, "ends_at"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "ends_at"),
        ({"enabled": "false"}, "enabled"),
        ({"input": []}, "input"),
        ({"input": "{}"}, "input"),
        ({"name": "x" * 201}, "name"),
        ({"minutes": 5}, "minutes"),
    ],
)
def test_bad_input_is_refused_at_its_field(post, said, field):
    answer = post(**said)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not Schedule.objects.exists()


def test_what_is_missing_is_told(api):
    answer = api.ask("post", "schedules/", {})

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"process", "kind", "expression"}


def test_a_window_is_taken_with_any_offset_and_shown_in_utc(post):
    made = post(
        starts_at="2090-01-01T00:00:00+05:45", ends_at="2090-01-01T00:00:00Z"
    ).json()

    assert made["starts_at"] == "2089-12-31T18:15:00Z"
    assert made["ends_at"] == "2090-01-01T00:00:00Z"


def test_switched_off_it_is_not_due(api, post):
    made = post(enabled=False).json()
    assert made["next_fire_at"] is None

    answer = api.ask("patch", f"schedules/{made['guid']}/", {"enabled": True})

    assert answer.json()["next_fire_at"]


def test_a_change_takes_effect_and_leaves_the_rest(api, schedule):
    before = api.ask("get", f"schedules/{schedule.pk}/").json()

    answer = api.ask(
        "patch", f"schedules/{schedule.guid}/", {"expression": "0 9 * * *"}
    )

    assert answer.status_code == 200
    after = answer.json()
    assert after["words"] == "at 09:00 every day"
    changed = {name for name in before if before[name] != after[name]}
    assert changed - {"next_fire_at"} == {"expression", "words", "updated_at"}


def test_a_change_of_the_kind_alone_is_read_with_the_old_text(api, schedule):
    answer = api.ask("patch", f"schedules/{schedule.guid}/", {"kind": "interval"})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["expression"]
    schedule.refresh_from_db()
    assert schedule.kind == "cron"


def test_a_replacement_needs_what_a_new_one_needs(api, schedule):
    shown = api.ask("get", f"schedules/{schedule.pk}/").json()

    same = api.ask("put", f"schedules/{schedule.pk}/", shown)
    less = api.ask("put", f"schedules/{schedule.pk}/", {"name": "x"})

    assert same.status_code == 200
    assert {**same.json(), "updated_at": shown["updated_at"]} == shown
    assert less.status_code == 400


def test_it_stays_with_its_process(api, schedule, make_job):
    other = make_job(name="Other")

    body = {"process": other.number}
    answer = api.ask("patch", f"schedules/{schedule.pk}/", body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["process"]


def test_one_that_is_over_may_still_be_renamed(api, schedule):
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    Schedule.objects.filter(pk=schedule.pk).update(ends_at=past, next_fire_at=None)

    answer = api.ask("patch", f"schedules/{schedule.pk}/", {"name": "Old one"})

    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["next_fire_at"]) == ("Old one", None)


def test_one_whose_text_was_spoilt_is_shown_and_can_be_mended(api, schedule):
    Schedule.objects.filter(pk=schedule.pk).update(
        expression="spoilt", next_fire_at=None
    )

    shown = api.ask("get", "schedules/").json()["results"][0]
    mended = api.ask("patch", f"schedules/{schedule.pk}/", {"expression": "0 9 * * *"})

    assert (shown["expression"], shown["words"]) == ("spoilt", "")
    assert mended.status_code == 200
    assert mended.json()["next_fire_at"]


def test_a_deleted_one_is_gone(api, schedule, job):
    first = api.ask("delete", f"schedules/{schedule.guid}/")
    second = api.ask("delete", f"schedules/{schedule.guid}/")

    assert (first.status_code, second.status_code) == (204, 404)
    assert api.ask("get", f"schedules/{schedule.pk}/").status_code == 404
    assert api.ask("get", f"jobs/{job.number}/").json()["schedules"] == []
