"""POST process/start: the nine fields, what they plan, and the refusals."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from runs.choices import Origin
from runs.models import ProcessRun, Robot
from schedules.models import Schedule
from tests.dialects.conftest import payload
from tests.dialects.robusta.conftest import NAME, START

SAVED = re.compile(
    rb'\{"robustaSpid":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",'
    rb'"message":"Process saved"\}'
)
FRIDAYS = "0 6 6 ? * FRI"


def planned():
    schedule = Schedule.objects.get()
    return (schedule.kind, schedule.expression)


@pytest.mark.parametrize("name", ["start.request.txt", "start.request.turkish.json"])
def test_the_published_bodies_are_saved(door, process, name):
    answer = door.send("POST", START, payload(f"robusta/{name}"))

    assert answer.status_code == 200
    assert SAVED.fullmatch(answer.content)
    assert answer["Content-Type"] == "application/json"
    schedule = Schedule.objects.get()
    assert str(schedule.guid) == answer.json()["robustaSpid"]
    assert planned() == ("quartz", FRIDAYS)
    assert schedule.starts_at == dt.datetime(2020, 11, 16, 16, 56, tzinfo=dt.UTC)
    assert schedule.ends_at == dt.datetime(2020, 11, 18, 16, 55, tzinfo=dt.UTC)
    assert (schedule.repeats, schedule.most_firings) == (1, None)


def test_the_public_clients_body_starts_at_once_where_it_asks(door, process):
    guid = "afd54558-8ebd-4655-97a7-5afb808ebc68"
    robot = Robot.objects.create(guid=guid, name="notepad")

    answer = door.send("POST", START, payload("robusta/start.request.client.json"))

    run = ProcessRun.objects.get()
    assert answer.content == (
        payload("robusta/start.answer.json").replace(
            b"f0d2228c-9711-42f5-91ca-afc957f29255", str(run.guid).encode()
        )
    )
    assert (run.robot, run.origin) == (robot, Origin.API)
    assert run.input == {"username": "Username", "surname": "User Surname"}
    assert not Schedule.objects.exists()


def test_a_name_is_enough(start, process):
    answer = start()

    assert answer.status_code == 200
    run = ProcessRun.objects.get()
    assert (run.process_id, run.repeats_left) == (process.pk, 0)


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_empty_and_null_are_as_if_left_out(start, process, nothing):
    fields = ("values", "quartzDef", "startDate", "endDate", "runOnce")
    others = ("runImmediately", "retryCount", "worker")

    assert start(**dict.fromkeys([*fields, *others], nothing)).status_code == 200
    assert ProcessRun.objects.count() == 1


class TestWhen:
    def test_a_date_to_come_without_a_plan_is_one_firing(self, clock, spid, process):
        guid = spid(startDate="2026-03-02 12:00:01")

        schedule = Schedule.objects.get()
        assert planned() == ("once", "2026-03-02T12:00:01Z")
        assert str(schedule.guid) == guid
        assert not ProcessRun.objects.exists()

    @pytest.mark.parametrize("date", ["2026-03-02 12:00:00", "2020-11-16 16:56:00"])
    def test_a_date_that_has_come_is_now(self, clock, start, process, date):
        start(startDate=date, endDate=date)

        assert ProcessRun.objects.count() == 1
        assert not Schedule.objects.exists()

    def test_dates_are_in_the_accounts_zone(self, clock, start, process, account):
        account.time_zone = "Europe/Istanbul"
        account.save()

        start(quartzDef=FRIDAYS, startDate="2026-03-16 16:56:00", endDate="2026-04-01")

        schedule = Schedule.objects.get()
        assert schedule.starts_at == dt.datetime(2026, 3, 16, 13, 56, tzinfo=dt.UTC)
        assert schedule.ends_at == dt.datetime(2026, 4, 1, 20, 59, 59, tzinfo=dt.UTC)
        assert schedule.time_zone == "Europe/Istanbul"
        assert schedule.next_fire_at == dt.datetime(2026, 3, 20, 3, 6, tzinfo=dt.UTC)

    @pytest.mark.parametrize(
        ("date", "time"),
        [
            ("2026-03-16T16:56:00", "16:56"),
            ("2026-03-16 16:56", "16:56"),
            ("2026-03-16", "00:00"),
            ("2026-03-16T16:56:00.123Z", "16:56"),
            ("2026-03-16T16:56:00+03:00", "13:56"),
            (" 2026-03-16 16:56:00,", "16:56"),
        ],
    )
    def test_a_date_is_read_in_several_spellings(self, start, process, date, time):
        start(quartzDef=FRIDAYS, startDate=date)

        starts_at = Schedule.objects.get().starts_at
        assert f"{starts_at:%Y-%m-%d %H:%M:%S}" == f"2026-03-16 {time}:00"

    def test_the_last_instant_still_counts(self, clock, spid, process):
        spid(quartzDef="0 0 13 ? * *", endDate="2026-03-02 13:00:00")

        schedule = Schedule.objects.get()
        assert schedule.next_fire_at == dt.datetime(2026, 3, 2, 13, tzinfo=dt.UTC)

    def test_run_once_is_the_first_firing_only(self, clock, start, process):
        start(quartzDef=FRIDAYS, runOnce="Y")

        assert Schedule.objects.get().most_firings == 1
        assert not ProcessRun.objects.exists()

    def test_immediately_with_a_plan_is_now_and_then_by_the_plan(self, spid, process):
        guid = spid(quartzDef=FRIDAYS, runImmediately="Y", retryCount="2")

        run, schedule = ProcessRun.objects.get(), Schedule.objects.get()
        assert guid == str(schedule.guid) == str(run.origin_guid)
        assert (run.lane, run.repeats_left) == (schedule.guid, 2)

    def test_once_and_immediately_is_now_and_never_again(self, spid, process):
        guid = spid(quartzDef=FRIDAYS, runImmediately="Y", runOnce="Y")

        assert guid == str(ProcessRun.objects.get().guid)
        assert not Schedule.objects.exists()

    def test_immediately_does_not_wait_for_a_date(self, clock, start, process):
        start(startDate="2026-04-01 00:00:00", runImmediately="Y")

        assert ProcessRun.objects.count() == 1


class TestValues:
    def test_unknown_ones_are_passed_on(self, start, process):
        start(values={"username": "U", "colour": "red", "more": {"a": [1]}})

        given = ProcessRun.objects.get().input
        assert given == {
            "username": "U",
            "surname": "",
            "colour": "red",
            "more": {"a": [1]},
        }

    def test_texts_become_what_the_process_declares(self, start, make_process):
        make_process(
            parameters=[
                {"name": "count", "type": "number"},
                {"name": "loud", "type": "boolean"},
                {"name": "empty", "type": "number"},
            ]
        )

        start(values={"count": "5", "loud": "Y", "empty": "", "username": 7})

        given = ProcessRun.objects.get().input
        assert (given["count"], given["loud"], given["empty"]) == (5, True, None)
        assert given["username"] == "7"

    @pytest.mark.parametrize(
        ("value", "text"), [(7, "7"), (1.5, "1.5"), (True, "true"), (False, "false")]
    )
    def test_where_a_text_is_wanted_it_is_as_it_was_written(
        self, start, process, value, text
    ):
        start(values={"username": value})

        assert ProcessRun.objects.get().input["username"] == text

    def test_in_a_form_they_are_a_text_of_json(self, door, process):
        raw = 'name=OneStepNotepadRunner&values={"username":"U"}'

        door.send("POST", START, raw, content_type="application/x-www-form-urlencoded")

        assert ProcessRun.objects.get().input["username"] == "U"

    @pytest.mark.parametrize("plan", [{}, {"quartzDef": FRIDAYS}])
    def test_what_is_required_is_asked_for_at_once(self, start, make_process, plan):
        make_process(parameters=[{"name": "count", "type": "number", "required": True}])

        answer = start(**plan)

        assert answer.status_code == 400
        assert answer.json()["message"].startswith("values.count: ")
        assert start(values={"count": "many"}, **plan).status_code == 400
        assert not Schedule.objects.exists()
        assert not ProcessRun.objects.exists()


class TestWorker:
    def test_it_is_kept_for_every_firing_of_the_plan(self, start, process, account):
        robot = Robot.objects.create(name="notepad", account=account)

        start(quartzDef=FRIDAYS, worker=str(robot.guid).upper())

        assert Schedule.objects.get().robot == robot

    @pytest.mark.parametrize(
        "worker", ["afd54558-8ebd-4655-97a7-5afb808ebc68", "notepad", 5]
    )
    def test_an_unknown_one_is_refused(self, start, process, worker):
        answer = start(worker=worker)

        assert answer.status_code == 400
        assert answer.json()["message"].startswith("worker: ")

    def test_another_accounts_is_unknown(self, start, process, stranger):
        robot = Robot.objects.create(name="notepad", account=stranger)

        assert start(worker=str(robot.guid)).status_code == 400


def test_without_a_key_it_is_401(nobody, process):
    answer = nobody.send("POST", START, json.dumps({"name": NAME}))

    assert answer.status_code == 401
    assert list(answer.json()) == ["message"]
    assert answer["WWW-Authenticate"].startswith("Basic ")


def test_who_may_only_look_starts_nothing(looker, process):
    assert looker.send("POST", START, json.dumps({"name": NAME})).status_code == 403
    assert not ProcessRun.objects.exists()


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_other_verbs_are_405(door, process, method):
    answer = door.send(method, START)

    assert answer.status_code == 405
    assert list(answer.json()) == ["message"]


@pytest.mark.parametrize(
    "path",
    [
        "/scheduler/connector-API/process/start",
        "/scheduler/connector-api/process/start/",
        "/Scheduler/Connector-API/Process/Start/",
        "/scheduler/connector-api/process/start?a=b",
    ],
)
def test_the_address_is_known_in_any_case_with_and_without_the_slash(
    door, process, path
):
    answer = door.send("POST", path, json.dumps({"name": NAME}))

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path", ["", "/", "/process", "/process/stop", "/process/status", "/x\n"]
)
def test_other_addresses_are_404_in_this_doors_words(door, path):
    answer = door.get(f"/scheduler/connector-api{path}")

    assert (answer.status_code, list(answer.json())) == (404, ["message"])
