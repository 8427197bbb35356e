from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection

from dialects.sherpa.mapping import version_guid, version_id
from tests.dialects.sherpa.conftest import fixture, moscow

EVERY = {
    ("waiting", ""): 1,
    ("running", ""): 8,
    ("stopping", "stop"): 6,
    ("stopping", "abort"): 2,
    ("succeeded", ""): 4,
    ("failed", ""): 5,
    ("lost", ""): 5,
    ("stopped", "stop"): 7,
    ("stopped", "abort"): 3,
    ("stopped", ""): 7,
}


@pytest.mark.parametrize(("ours", "number"), EVERY.items())
def test_our_states_have_its_numbers(orchestrator, make_run, ours, number):
    status, stop_kind = ours

    run = make_run(status=status, stop_kind=stop_kind)

    assert orchestrator.read(run)["status"] == number


def test_a_job_has_an_id_a_guid_and_the_eight_fields_in_their_types(
    orchestrator, process, make_run, make_robot, make_schedule, in_moscow, account
):
    robot, schedule = make_robot(), make_schedule()
    run = make_run(
        origin="schedule",
        origin_guid=schedule.guid,
        status="waiting",
        robot=robot,
        deadline_at=moscow("2023-03-04 12:00:00"),
        created_at=moscow("2023-03-03 12:48:06"),
        started_at=moscow("2023-03-03 13:24:26"),
    )

    answer = orchestrator.get(f"job/read/{run.guid}")

    assert answer.status_code == 200
    assert answer.json() == {
        "id": str(run.pk),
        "guid": str(run.guid),
        "status": 1,
        "process_version_id": str(process.current_version_id),
        "robot_id": robot.pk,
        "account_id": account.pk,
        "schedule_id": schedule.pk,
        "stop_after": "2023-03-04 12:00:00",
        "created_at": "2023-03-03 12:48:06",
        "updated_at": "2023-03-03 13:24:26",
    }
    published = [
        line.split('"')[1]
        for line in fixture("create_job.answer").splitlines()
        if '"' in line
    ]
    assert [*answer.json()] == ["id", "guid", *published]
    assert answer.headers["Content-Type"] == "application/json"


def test_the_latest_moment_is_when_it_was_updated(orchestrator, make_run, noon):
    hour = dt.timedelta(hours=1)
    run = make_run(created_at=noon, started_at=noon + hour, finished_at=noon + 2 * hour)

    assert orchestrator.read(run)["updated_at"] == "2026-03-02 14:00:00"


@pytest.mark.parametrize("spell", [str, lambda g: g.hex, lambda g: str(g).upper()])
@pytest.mark.parametrize("slash", ["", "/"])
def test_a_guid_is_read_in_each_spelling(orchestrator, make_run, spell, slash):
    run = make_run()

    answer = orchestrator.get(f"job/read/{spell(run.guid)}{slash}")

    assert answer.json()["guid"] == str(run.guid)


def test_an_id_names_the_job_as_well(orchestrator, make_run):
    run = make_run()

    assert orchestrator.get(f"job/read/{run.pk}").json()["guid"] == str(run.guid)


@pytest.mark.parametrize("address", ["job/read", "job/read/"])
def test_the_guid_may_stand_in_the_query_or_in_a_body(orchestrator, make_run, address):
    run = make_run()

    by_query = orchestrator.get(f"{address}?Guid={run.guid}")
    by_body = orchestrator.ask("get", address, {"guid": str(run.guid)})

    assert by_query.json() == by_body.json()
    assert by_query.json()["guid"] == str(run.guid)
    assert orchestrator.get(address).status_code == 400


@pytest.mark.parametrize(
    "ident", ["554ab883-1f82-48e1-bb12-5049002e7d70", "0", "x", "9" * 40, "%00"]
)
@pytest.mark.parametrize("what", ["job", "process", "processVersion"])
def test_what_is_not_there_is_404(orchestrator, what, ident):
    assert orchestrator.get(f"{what}/read/{ident}").status_code == 404


def test_anothers_things_are_404(foreign_orchestrator, process, make_run):
    run = make_run()
    version = process.current_version_id

    for address in (
        f"job/read/{run.guid}",
        f"job/read/{run.pk}",
        f"process/read/{process.guid}",
        f"process/read/{process.number}",
        f"processVersion/read/{version_guid(process.guid, version)}",
        f"processVersion/read/{version}",
    ):
        assert foreign_orchestrator.get(address).status_code == 404
    assert foreign_orchestrator.delete(f"job/delete/{run.guid}").status_code == 404
    assert foreign_orchestrator.set(run, 6).status_code == 404


def keys(text):
    """The keys of a published example, in order; given twice they are one."""
    lines = (line.strip() for line in text.splitlines())
    return list(dict.fromkeys(line.split('"')[1] for line in lines if '": "' in line))


def test_a_version_has_the_ten_keys_of_the_document_all_texts(
    orchestrator, process, in_moscow
):
    process.description = "For the night"
    process.save()
    version = process.current_version
    guid = version_guid(process.guid, version.pk)

    answer = orchestrator.get(f"processVersion/read/{guid}").json()

    assert [*answer] == keys(fixture("read_version.answer"))
    assert len(answer) == 10
    assert all(isinstance(value, str) for value in answer.values())
    assert answer["id"] == str(version.pk)
    assert answer["guid"] == str(guid)
    assert answer["process_id"] == str(process.number)
    assert answer["name"] == f"Nightly v{version.number}"
    assert answer["description"] == "For the night"
    assert answer["is_deleted"] == "0"
    assert moscow(answer["created"]) == version.created_at.replace(microsecond=0)


def test_a_process_has_the_keys_of_the_document_all_texts(orchestrator, process):
    answer = orchestrator.get(f"process/read/{process.guid}").json()

    assert [*answer] == keys(fixture("read_process.answer"))
    assert all(isinstance(value, str) for value in answer.values())
    assert answer["id"] == str(process.number)
    assert answer["name"] == "Nightly"
    assert answer["process_version_id"] == str(process.current_version_id)
    found = orchestrator.get(f"processVersion/read/{answer['process_version_guid']}")
    assert found.json()["process_id"] == answer["id"]


def test_the_documents_request_for_a_process_stands_in_a_body(orchestrator, process):
    raw = fixture("read_process.request").replace(
        "554ab883-1f82-48e1-bb12-5049002e7d70", str(process.guid)
    )

    answer = orchestrator.ask("get", "process/read", raw=raw)

    assert answer.json()["name"] == "Nightly"


def test_a_deleted_process_says_that_it_is(orchestrator, process, noon):
    from runs import actions

    actions.archive(process, now=noon)

    assert orchestrator.get(f"process/read/{process.guid}").json()["is_deleted"] == "1"


def test_a_versions_guid_holds_its_id_and_belongs_to_its_process(process):
    guid = version_guid(process.guid, 123_456)

    assert guid.version == 8
    assert version_id(guid) == 123_456
    assert version_id(process.guid) is None
    assert version_guid(guid, 1) != guid


def test_a_forged_version_guid_finds_nothing(orchestrator, process, make_process):
    other = make_process("Other")
    forged = version_guid(other.guid, process.current_version_id)

    assert orchestrator.get(f"processVersion/read/{forged}").status_code == 404


def test_reading_a_job_costs_one_round_trip_where_that_can_be(
    orchestrator, make_run, django_assert_num_queries
):
    run = make_run()
    orchestrator.read(run)

    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):
        json.dumps(orchestrator.read(run))
