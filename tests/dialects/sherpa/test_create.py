from __future__ import annotations

import datetime as dt
import uuid

import pytest

from runs.models import ProcessRun
from tests.dialects.sherpa.conftest import moscow

GUID = "554ab883-1f82-48e1-bb12-5049002e7d70"
EIGHT = [
    *("status", "process_version_id", "robot_id", "account_id", "schedule_id"),
    *("stop_after", "created_at", "updated_at"),
]
SPELLINGS = ("", "Guid", "Id", "Name", "_guid", "_id")


@pytest.fixture
def refusal(orchestrator, process):
    """What a body is refused with; no job is made of it."""

    def ask(**fields):
        answer = orchestrator.new(**fields)
        assert answer.status_code == 400, answer.content
        assert ProcessRun.objects.count() == 0
        return answer.json()["message"]

    return ask


def test_a_new_job_answers_its_guid_and_the_eight_fields(
    orchestrator, process, only_run, account
):
    answer = orchestrator.new(Process="Nightly")

    run = only_run()
    assert answer.status_code == 200
    assert [*answer.json()] == ["guid", *EIGHT]
    assert answer.json() | {"created_at": "", "updated_at": ""} == {
        "guid": str(run.guid),
        "status": 1,
        "process_version_id": str(process.current_version_id),
        "robot_id": None,
        "account_id": account.pk,
        "schedule_id": None,
        "stop_after": None,
        "created_at": "",
        "updated_at": "",
    }
    assert run.origin == "api"


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("stem", ["Process", "process", "PROCESS"])
@pytest.mark.parametrize(
    "value",
    [
        lambda process: str(process.guid),
        lambda process: process.guid.hex.upper(),
        lambda process: process.number,
        lambda process: str(process.number),
        lambda process: process.name,
    ],
    ids=["guid", "hex", "number", "digits", "name"],
)
def test_a_process_is_named_by_guid_id_or_name(
    orchestrator, process, only_run, stem, spelling, value
):
    orchestrator.new(**{stem + spelling: value(process)})

    assert only_run().process_id == process.pk


@pytest.mark.parametrize("spelling", ["", "Guid", "Id", "_id"])
@pytest.mark.parametrize("named", ["guid", "id", "digits", "name"])
def test_a_version_is_named_by_guid_id_or_name_and_starts_as_it_was(
    orchestrator, process, only_run, spelling, named
):
    from dialects.sherpa.mapping import version_guid
    from runs import actions

    old = process.current_version
    actions.publish(process, definition={}, plan={"steps": []})
    value = {
        "guid": str(version_guid(process.guid, old.pk)),
        "id": old.pk,
        "digits": str(old.pk),
        "name": f"Nightly v{old.number}",
    }[named]

    answer = orchestrator.new(**{f"ProcessVersion{spelling}": value})

    assert answer.json()["process_version_id"] == str(old.pk)
    assert only_run().version_id == old.pk


def test_a_version_of_another_process_is_refused(refusal, process, make_process):
    other = make_process("Other")

    said = refusal(Process="Nightly", ProcessVersionId=other.current_version_id)

    assert said == "ProcessVersion: This version is not one of that process."


def test_a_guid_beside_a_process_is_the_jobs_own(orchestrator, process, only_run):
    answer = orchestrator.new(Process="Nightly", Guid=GUID)

    assert answer.json()["guid"] == GUID
    assert only_run().guid == uuid.UUID(GUID)


def test_given_again_it_is_the_same_job_and_no_second_start(orchestrator, process):
    first = orchestrator.new(Process="Nightly", Guid=GUID)
    second = orchestrator.new(Process="Nightly", Guid=GUID.upper())
    other = orchestrator.new(Process="no longer there", Guid=GUID)

    assert first.json() == second.json() == other.json()
    assert ProcessRun.objects.count() == 1


def test_an_empty_guid_is_none(orchestrator, process):
    nothing = str(uuid.UUID(int=0))

    for _again in range(2):
        answer = orchestrator.new(Process="Nightly", Guid=nothing)
        assert answer.json()["guid"] != nothing

    assert ProcessRun.objects.count() == 2


def test_given_twice_at_once_it_is_one_job(orchestrator, process, monkeypatch):
    """The other request commits between our look and our start."""
    from dialects.sherpa import ledger

    looked = ledger.process

    def meanwhile(account, reference):
        monkeypatch.setattr(ledger, "process", looked)
        assert orchestrator.new(Process="Nightly", Guid=GUID).status_code == 200
        return looked(account, reference)

    monkeypatch.setattr(ledger, "process", meanwhile)
    answer = orchestrator.new(Process="Nightly", Guid=GUID)

    assert ledger.process is looked
    assert answer.json()["guid"] == GUID
    assert ProcessRun.objects.count() == 1


def test_a_guid_of_another_accounts_job_is_taken(
    orchestrator, foreign_orchestrator, process, make_process, stranger
):
    make_process(owner=stranger)
    foreign_orchestrator.new(Process="Nightly", Guid=GUID)

    answer = orchestrator.new(Process="Nightly", Guid=GUID)

    assert answer.status_code == 400
    assert answer.json()["message"] == "Guid: This GUID is taken. Choose another."
    assert ProcessRun.objects.count() == 1


def test_a_guid_alone_may_be_a_processs(orchestrator, process, only_run):
    answer = orchestrator.new(Guid=str(process.guid))

    run = only_run()
    assert run.process_id == process.pk
    assert answer.json()["guid"] == str(run.guid) != str(process.guid)


def test_a_guid_alone_may_be_a_versions(orchestrator, process, only_run):
    from dialects.sherpa.mapping import version_guid

    guid = version_guid(process.guid, process.current_version_id)
    orchestrator.new(Guid=str(guid))

    assert only_run().version_id == process.current_version_id


@pytest.mark.parametrize("fields", [{}, {"Guid": GUID}, {"Priority": 1}])
def test_without_a_process_the_missing_field_is_named(refusal, fields):
    said = refusal(**fields)

    assert said == "Process: This field is missing. Name the process to start."


@pytest.mark.parametrize("raw", [b"", b"{}", b" \n"])
def test_an_empty_body_names_the_missing_field(orchestrator, process, raw):
    answer = orchestrator.post("job/create", raw=raw)

    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Process: ")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"Process": "Nightly", "Guid": "x"}, "Guid"),
        ({"Process": "Nightly", "Guid": 7}, "Guid"),
        ({"Process": "nothing"}, "Process"),
        ({"Process": GUID}, "Process"),
        ({"Process": "9" * 400}, "Process"),
        ({"Process": ["Nightly"]}, "Process"),
        ({"Process": True}, "Process"),
        ({"ProcessVersion": "Nightly v99"}, "ProcessVersion"),
        ({"ProcessVersion": GUID}, "ProcessVersion"),
        ({"ProcessVersion": "Nightly"}, "ProcessVersion"),
        ({"ProcessVersion": "9" * 40}, "ProcessVersion"),
        ({"Process": "Nightly", "Robot": "nobody"}, "Robot"),
        ({"Process": "Nightly", "RobotId": 99}, "Robot"),
        ({"Process": "Nightly", "Priority": 0}, "Priority"),
        ({"Process": "Nightly", "Priority": 4}, "Priority"),
        ({"Process": "Nightly", "Priority": "high"}, "Priority"),
        ({"Process": "Nightly", "StopAfter": "tomorrow"}, "StopAfter"),
        ({"Process": "Nightly", "StopAfter": "2020-01-01 00:00:00"}, "StopAfter"),
        ({"Process": "Nightly", "StopAfter": "9999-12-31 23:59:59"}, "StopAfter"),
        ({"Process": "Nightly", "StopAfter": "2031-02-30 00:00:00"}, "StopAfter"),
        ({"Process": "Nightly", "StopAfter": 60}, "StopAfter"),
        ({"Process": "Nightly", "StopAfter": 10**18}, "StopAfter"),
        ({"Process": "Nightly", "Parameters": [1]}, "Parameters"),
        ({"Process": "Nightly", "Parameters": "x"}, "Parameters"),
        ({"Process": "Nightly", "Parameters": 7}, "Parameters"),
    ],
)
def test_a_field_that_cannot_be_is_named(refusal, fields, field):
    assert refusal(**fields).startswith(f"{field}: ")


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        b"7",
        b"{",
        b'{"Process": "\\u0000"}',
        b'{"Process": "\xff"}',
        b"{" * 5000,
        b'{"Process": "' + b"x" * 3_000_000 + b'"}',
    ],
)
def test_a_malformed_body_is_400(orchestrator, process, raw):
    answer = orchestrator.post("job/create", raw=raw)

    assert answer.status_code == 400
    assert answer.json()["message"]
    assert ProcessRun.objects.count() == 0


def test_a_body_without_a_length_is_refused(orchestrator, process):
    answer = orchestrator.post(
        "job/create", {"Process": "Nightly"}, **{"Transfer-Encoding": "chunked"}
    )

    assert answer.status_code == 400
    assert "Content-Length" in answer.json()["message"]


@pytest.mark.parametrize("spelling", ["Robot", "RobotGuid", "robot_id", "ROBOTNAME"])
@pytest.mark.parametrize(
    "value", [lambda r: str(r.guid), lambda r: r.pk, lambda r: r.name]
)
def test_a_robot_is_asked_for_by_guid_id_or_name(
    orchestrator, process, make_robot, only_run, spelling, value
):
    robot = make_robot()

    answer = orchestrator.new(Process="Nightly", **{spelling: value(robot)})

    assert answer.json()["robot_id"] == robot.pk
    assert only_run().waiting_for == "robot"


def test_a_robot_of_another_account_is_not_there(refusal, make_robot, stranger):
    make_robot("theirs", account=stranger)

    assert refusal(Process="Nightly", Robot="theirs").startswith("Robot: ")


@pytest.mark.parametrize(
    "spelled",
    [
        "2031-03-04 12:00:00",
        "2031-03-04T12:00:00",
        "2031-03-04 12:00",
        "2031-03-04T09:00:00Z",
        "2031-03-04T12:00:00+03:00",
        moscow("2031-03-04 12:00:00").timestamp().__int__(),
        str(int(moscow("2031-03-04 12:00:00").timestamp())),
    ],
)
def test_a_time_to_stop_is_read_back_as_it_was_said(
    orchestrator, process, only_run, in_moscow, spelled
):
    answer = orchestrator.new(Process="Nightly", StopAfter=spelled)

    assert answer.json()["stop_after"] == "2031-03-04 12:00:00"
    away = only_run().deadline_at - moscow("2031-03-04 12:00:00")
    assert dt.timedelta() <= away < dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    "parameters",
    [{"name": "Tim", "n": 3}, '{"name": "Tim", "n": 3}', "{'name':'Tim','n':3,}"],
)
def test_parameters_become_the_input(orchestrator, process, only_run, parameters):
    orchestrator.new(Process="Nightly", Parameters=parameters)

    assert only_run().input == {"name": "Tim", "n": 3}


def test_parameters_that_the_process_does_not_take_are_named(
    orchestrator, make_process
):
    make_process("Strict", parameters=[{"name": "city", "required": True}])

    answer = orchestrator.new(Process="Strict", Parameters={"town": "x"})

    assert answer.status_code == 400
    assert "Parameters.town: " in answer.json()["message"]
    assert "Parameters.city: " in answer.json()["message"]


def test_a_form_is_taken_as_well(orchestrator, process, make_robot, only_run):
    robot = make_robot()
    form = {
        "process_guid": str(process.guid),
        "robot_id": robot.pk,
        "priority": "3",
        "parameters": '{"name": "Tim"}',
    }

    answer = orchestrator.post("job/create", form=form)

    assert answer.status_code == 200
    assert only_run().input == {"name": "Tim"}


def test_a_process_that_is_switched_off_says_so(refusal, process):
    process.enabled = False
    process.save()

    assert "switched off" in refusal(Process="Nightly")


def test_a_deleted_process_is_not_there(refusal, process, noon):
    from runs import actions

    number, version = process.number, process.current_version_id
    actions.archive(process, now=noon)

    assert refusal(Process=number).startswith("Process: ")
    assert refusal(ProcessVersion=version).startswith("ProcessVersion: ")
    assert refusal(Guid=str(process.guid)).startswith("Process: ")


def test_anothers_process_is_not_there(foreign_orchestrator, process):
    for value in (str(process.guid), process.number, process.name):
        assert foreign_orchestrator.new(Process=value).status_code == 400
    version = process.current_version_id
    assert foreign_orchestrator.new(ProcessVersion=version).status_code == 400
    assert foreign_orchestrator.new(Guid=str(process.guid)).status_code == 400
    assert ProcessRun.objects.count() == 0


def test_a_name_that_several_jobs_have_is_refused_with_a_sentence(refusal, make_job):
    make_job(name="Twice"), make_job(name="Twice")

    assert "Twice" in refusal(Process="Twice")


def test_a_priority_is_remembered(orchestrator, process, only_run):
    from dialects.models import SherpaJob

    orchestrator.new(Process="Nightly", Priority="3")

    assert SherpaJob.objects.get().priority == 3
    assert SherpaJob.objects.get().run == only_run()
