"""The traps of Robusta's document, one by one (its table of traps, 1 to 17)."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone

from runs.models import ProcessRun, Robot
from schedules import clock as beat
from schedules.models import Schedule
from tests.dialects.conftest import payload
from tests.dialects.robusta.conftest import NAME, START, STATUS

FRIDAYS = "0 6 6 ? * FRI"


@pytest.fixture
def documented(door, process):
    """The document's own body, as a client sends it that copied it."""

    def documented(old="", new=""):
        raw = payload("robusta/start.request.txt").decode()
        assert old in raw
        return door.send("POST", START, raw.replace(old, new))

    return documented


def test_01_typographic_quotes_and_a_mixed_pair_are_taken(documented):
    assert documented().status_code == 200
    assert Schedule.objects.get().process.name == NAME


def test_01_answers_have_straight_quotes_alone(documented):
    assert documented().content.isascii()


def test_02_the_comma_inside_the_quotes_is_moved_out(documented):
    assert documented().status_code == 200
    schedule = Schedule.objects.get()
    assert schedule.repeats == 1
    assert not ProcessRun.objects.exists()


@pytest.mark.parametrize(
    "key", ["run immediately", "runImmediately", "RunImmediately", "run_immediately"]
)
def test_03_keys_are_blind_to_blanks_and_case(documented, key):
    answer = documented("“run immediately”: “N,”", f"“{key}”: “Y,”")

    assert answer.status_code == 200
    assert ProcessRun.objects.count() == 1


def test_04_the_last_of_two_values_of_a_name_counts(documented):
    documented()

    assert Schedule.objects.get().input == {"username": "User Surname"}


def test_05_answers_are_strict_json_with_keys_in_lower_case(door, documented):
    spid = documented().json()["robustaSpid"]

    assert list(json.loads(door.get(STATUS + spid).content)) == ["status", "message"]


@pytest.mark.parametrize("root", ["connector-API", "connector-api", "CONNECTOR-API"])
def test_06_the_address_is_known_in_any_case(door, process, root):
    path = f"/scheduler/{root}/process"
    answer = door.send("POST", f"{path}/start", json.dumps({"name": NAME}))

    spid = answer.json()["robustaSpid"]
    assert door.get(f"{path}/status/{spid}").status_code == 200


@pytest.mark.parametrize("once", ["Y", "y", "true", True, 1, "1", "yes", "E", "Y,"])
def test_07_flags_are_true_in_many_spellings(start, process, once):
    start(quartzDef=FRIDAYS, runOnce=once)

    assert Schedule.objects.get().most_firings == 1


@pytest.mark.parametrize("once", ["N", "n", "false", False, 0, "0", "no", "H", "N,"])
def test_07_and_false(start, process, once):
    start(quartzDef=FRIDAYS, runOnce=once)

    assert Schedule.objects.get().most_firings is None


@pytest.mark.parametrize("count", ["1", 1, 1.0, " 1 "])
def test_08_the_retry_count_is_a_text_or_a_number(start, process, count):
    start(retryCount=count)

    assert ProcessRun.objects.get().repeats_left == 1


def test_09_days_of_two_letters_are_those_of_three(documented):
    documented()

    assert Schedule.objects.get().expression == FRIDAYS


def test_10_it_is_quartz_seconds_first(clock, start, process):
    start(quartzDef=FRIDAYS)

    friday = dt.datetime(2026, 3, 6, 6, 6, 0, tzinfo=dt.UTC)
    assert Schedule.objects.get().next_fire_at == friday


@pytest.mark.parametrize(
    "quartz", ["0 6 6 1 * FRI", "0 6 6 * * *", "6 6 ? * FRI", "0 6 6 ? * 8"]
)
def test_10_what_quartz_refuses_is_refused(start, process, quartz):
    assert start(quartzDef=quartz).status_code == 400


def test_11_the_sample_window_without_a_friday_is_saved_and_waits(door, documented):
    answer = documented()

    assert answer.json()["message"] == "Process saved"
    told = door.get(STATUS + answer.json()["robustaSpid"]).json()
    assert told["status"] == "WAITING"
    beat.tick(timezone.now())
    assert not ProcessRun.objects.exists()


def test_12_the_end_is_inclusive_and_in_the_accounts_zone(
    clock, start, process, account
):
    account.time_zone = "Europe/Istanbul"
    account.save()
    start(quartzDef=FRIDAYS, endDate="2026-03-06 06:06:00")
    firing = dt.datetime(2026, 3, 6, 3, 6, tzinfo=dt.UTC)
    clock.move_to(firing)

    beat.tick(firing)

    assert ProcessRun.objects.count() == 1
    assert Schedule.objects.get().next_fire_at is None


def test_13_neither_once_nor_now_nor_a_plan_is_once_now(start, process):
    start(runOnce="N", runImmediately="N")

    assert ProcessRun.objects.count() == 1
    assert not Schedule.objects.exists()


def test_13_now_with_a_plan_is_both(start, process):
    start(quartzDef=FRIDAYS, runImmediately="Y")

    assert (ProcessRun.objects.count(), Schedule.objects.count()) == (1, 1)


def test_14_the_worker_may_be_absent_and_must_be_known(start, status, process):
    robot = Robot.objects.create(name="notepad")
    answer = start(worker=str(robot.guid))

    told = status(answer.json()["robustaSpid"])

    assert told["status"] == "WAITING"
    assert "not there" in told["message"]
    assert start(worker="afd54558-8ebd-4655-97a7-5afb808ebc68").status_code == 400


def test_15_one_spid_stands_for_many_runs(clock, spid, status, process, work):
    guid = spid(quartzDef="0 0 * ? * *", values={"username": "U", "surname": "S"})
    for hour in (13, 14):
        moment = dt.datetime(2026, 3, 2, hour, tzinfo=dt.UTC)
        clock.move_to(moment)
        beat.tick(moment)
        assert status(guid)["status"] == "WAITING"
        work(ProcessRun.objects.latest("pk"))

    assert ProcessRun.objects.count() == 2
    assert status(guid)["status"] == "WAITING"


def test_17_an_output_may_be_called_status_or_message(spid, status, make_process, work):
    import runs.actions

    workflow = make_process()
    outputs = {"message": "mine", "status": "too", "x": "Username Surname"}
    document = workflow.current_version.plan | {"outputs": outputs}
    runs.actions.publish(workflow, definition={}, plan=document)
    guid = spid()
    work(ProcessRun.objects.get())

    assert status(guid) == {
        "status": "SUCCEEDED",
        "message": "Your transaction has ended.",
        "__out_message": "mine",
        "__out_status": "too",
        "__out_x": "Username Surname",
    }
