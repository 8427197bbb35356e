"""GET process/status/{robustaSpid}: the state in words, and the outputs at the end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

import runs.actions
from runs.choices import StopKind
from runs.models import ProcessRun, Robot
from tests.dialects.conftest import payload
from tests.dialects.robusta.conftest import STATUS, newest

FRIDAYS = "0 6 6 ? * FRI"
FRIDAY = dt.datetime(2026, 3, 6, 6, 6, tzinfo=dt.UTC)


def test_the_published_answer_to_the_byte(door, spid, process, work):
    guid = spid(values={"username": "Username", "surname": "Surname"})
    work(newest())

    answer = door.get(STATUS + guid)

    assert answer.content == payload("robusta/status.answer.json")
    assert answer["Content-Type"] == "application/json"


def test_every_output_stands_behind_the_message_by_its_own_name(
    door, spid, make_process, account, work
):
    workflow = make_process()
    document = workflow.current_version.plan | {
        "outputs": {"status": "mine", "b": 5, "a": [1, {"c": None}]}
    }
    runs.actions.publish(workflow, definition={}, plan=document)
    guid = spid()
    work(newest())

    answer = door.get(STATUS + guid)

    assert list(answer.json().items()) == [
        ("status", "SUCCEEDED"),
        ("message", "Your transaction has ended."),
        ("__out_a", [1, {"c": None}]),
        ("__out_b", 5),
        ("__out_status", "mine"),
    ]


def test_before_a_worker_has_it_it_waits_and_says_for_what(status, spid, process):
    told = status(spid())

    assert list(told) == ["status", "message"]
    assert told["status"] == "WAITING"
    assert "worker" in told["message"]


def test_under_way_it_names_the_stage(status, spid, process):
    guid = spid()
    run = newest()
    now = timezone.now()
    ProcessRun.objects.filter(pk=run.pk).update(status="running", waiting_for="")
    for key, state in (("read", "succeeded"), ("full_name", "running")):
        run.step_runs.create(
            key=key,
            status=state,
            created_at=now,
            finished_at=now if state == "succeeded" else None,
        )

    assert status(guid) == {"status": "RUNNING", "message": "Step 2 of 2: full_name"}


def test_between_two_attempts_it_says_until_when(status, spid, process):
    guid = spid()
    wake_at = dt.datetime(2026, 3, 2, 12, 5, tzinfo=dt.UTC)
    ProcessRun.objects.update(status="running", waiting_for="retry", wake_at=wake_at)

    told = status(guid)

    assert told["status"] == "RUNNING"
    assert told["message"].startswith("Step 1 of 2: read – ")
    assert "until 2026-03-02 12:05:00" in told["message"]


def test_an_absent_worker_is_said_to_be_absent(status, spid, process):
    robot = Robot.objects.create(name="notepad")
    guid = spid(worker=str(robot.guid))

    told = status(guid)

    assert told["status"] == "WAITING"
    assert "“notepad”, which is not there" in told["message"]
    Robot.objects.update(last_seen_at=timezone.now())
    assert "not there" not in status(guid)["message"]


def test_behind_another_run_it_says_so(status, spid, make_process):
    make_process(unique=True)
    spid()
    ProcessRun.objects.update(status="running")

    assert "run before it" in status(spid())["message"]


@pytest.mark.parametrize("state", ["failed", "lost", "stopped"])
def test_whatever_ended_badly_is_failed_and_says_why(status, spid, process, state):
    guid = spid()
    ProcessRun.objects.update(
        status=state, error="It broke.", finished_at=timezone.now(), output={"x": 1}
    )

    assert status(guid) == {"status": "FAILED", "message": "It broke."}


def test_while_it_is_being_stopped_it_is_running(status, spid, process):
    guid = spid()
    ProcessRun.objects.update(status="running")
    runs.actions.stop(newest(), kind=StopKind.STOP, by="Mia", now=timezone.now())
    ProcessRun.objects.update(status="stopping", finished_at=None)

    assert status(guid)["status"] == "RUNNING"


@pytest.mark.parametrize("spelled", [str.upper, lambda g: g.replace("-", "")])
def test_a_guid_is_known_in_any_spelling(status, spid, process, spelled):
    assert status(spelled(spid()))["status"] == "WAITING"


@pytest.mark.parametrize(
    "path", ["/scheduler/connector-API/process/status/{}", STATUS + "{}/"]
)
def test_the_address_is_known_in_any_case_with_and_without_the_slash(
    door, spid, process, path
):
    assert door.get(path.format(spid())).status_code == 200


@pytest.mark.parametrize(
    "spid", ["f0d2228c-9711-42f5-91ca-afc957f29255", "1", "robustaSpid", "%00", "{}"]
)
def test_what_is_not_there_is_404(door, spid):
    answer = door.get(STATUS + spid)

    assert (answer.status_code, list(answer.json())) == (404, ["message"])


@pytest.mark.parametrize("plan", [{}, {"quartzDef": FRIDAYS}])
def test_another_accounts_is_not_there(foreign_door, spid, process, plan):
    assert foreign_door.get(STATUS + spid(**plan)).status_code == 404


def test_who_may_look_may_ask(looker, spid, process):
    assert looker.get(STATUS + spid()).status_code == 200


def test_without_a_key_it_is_401(nobody, spid, process):
    assert nobody.get(STATUS + spid()).status_code == 401


def test_a_finished_run_costs_few_queries(
    door, spid, process, work, django_assert_max_num_queries
):
    guid = spid()
    work(newest())
    door.get(STATUS + guid)

    with django_assert_max_num_queries(2):
        door.get(STATUS + guid)
