"""What is said of a process beside its call: how many at once, how long, where."""

from __future__ import annotations

import datetime as dt

import pytest

from runs.models import Process, ProcessRun


@pytest.fixture(params=["job", "workflow"])
def process(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def change(api, process):
    def change(**said):
        return api.ask("patch", f"{process.kind}s/{process.number}/", said)

    return change


def test_they_are_taken_and_shown(change, make_robot):
    robot = make_robot()

    answer = change(unique=True, stop_after_s=90, robot=str(robot.guid))

    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["unique"], shown["stop_after_s"]) == (True, 90)
    assert shown["robot"] == str(robot.guid)
    saved = Process.objects.get()
    assert (saved.unique, saved.stop_after_s, saved.robot) == (True, 90, robot)


def test_another_change_leaves_them(change, make_robot):
    robot = make_robot()
    change(unique=True, stop_after_s=90, robot=str(robot.guid))

    shown = change(description="New").json()

    assert (shown["unique"], shown["stop_after_s"]) == (True, 90)
    assert shown["robot"] == str(robot.guid)


def test_null_takes_them_back(change, make_robot):
    change(stop_after_s=90, robot=str(make_robot().guid))

    shown = change(stop_after_s=None, robot=None).json()

    assert (shown["stop_after_s"], shown["robot"]) == (None, None)


def test_a_replacement_puts_them_back_to_their_defaults(api, job, make_robot):
    address = f"jobs/{job.number}/"
    api.ask("patch", address, {"unique": True, "robot": str(make_robot().guid)})
    call = {"method": "GET", "url": "https://api.example/"}

    shown = api.ask("put", address, call).json()

    assert (shown["unique"], shown["robot"]) == (False, None)


def test_what_is_shown_can_be_sent_back(api, process, change, make_robot):
    shown = change(unique=True, robot=str(make_robot().guid)).json()

    answer = api.ask("put", f"{process.kind}s/{process.number}/", shown)

    assert answer.status_code == 200
    assert {**answer.json(), "updated_at": shown["updated_at"]} == shown


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unique", 1),
        ("unique", None),
        ("unique", "yes"),
        ("stop_after_s", 0),
        ("stop_after_s", -1),
        ("stop_after_s", 31_536_001),
        ("stop_after_s", 10**30),
        ("stop_after_s", 1.5),
        ("stop_after_s", "60"),
        ("stop_after_s", True),
        ("robot", "7c9e6679-7425-40de-944b-e07fc1f90ae7"),
        ("robot", 99),
        ("robot", "tower"),
        ("robot", True),
        ("robot", []),
        ("robot", {}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    change, process, make_robot, field, value
):
    make_robot()
    before = Process.objects.filter(pk=process.pk).values().get()

    answer = change(**{field: value})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert Process.objects.filter(pk=process.pk).values().get() == before


def test_a_run_says_for_whom_it_waits_and_until_when(api, change, process, make_robot):
    robot = make_robot()
    change(stop_after_s=60, robot=str(robot.guid))

    run = api.ask("post", f"{process.kind}s/{process.guid}/run/").json()

    assert (run["robot"], run["waiting_for"]) == (str(robot.guid), "robot")
    begun = ProcessRun.objects.get().created_at
    deadline = begun + dt.timedelta(seconds=60)
    assert run["deadline_at"] == deadline.isoformat().replace("+00:00", "Z")
