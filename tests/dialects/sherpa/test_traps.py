"""The traps of Sherpa's document, one by one (their numbers in the names)."""

from __future__ import annotations

import json

import pytest

from runs.models import ProcessRun
from tests.dialects.sherpa.conftest import Orchestrator, encoded, fixture, moscow

SAMPLE = "554ab883-1f82-48e1-bb12-5049002e7d70"


def test_01_create_creates_and_read_reads_though_their_examples_are_swapped(
    orchestrator, process
):
    created = orchestrator.new(Process="Nightly").json()

    read = orchestrator.get(f"job/read/{created['guid']}").json()

    assert read == {"id": read["id"], **created}
    assert "process_file_name" not in read


def test_02_an_answer_is_an_object_and_no_array_with_keys(orchestrator, process):
    answer = orchestrator.new(Process="Nightly")

    assert json.loads(answer.content)["guid"]


def test_03_times_are_quoted(orchestrator, make_run, in_moscow):
    run = make_run(deadline_at=moscow("2023-03-04 12:00:00"))

    answer = orchestrator.get(f"job/read/{run.guid}")

    assert b'"stop_after":"2023-03-04 12:00:00"' in answer.content


def test_03_times_are_taken_without_quotes(orchestrator, process, in_moscow):
    raw = '{"Process": "Nightly", "StopAfter": 2031-03-04 12:00:00}'

    answer = orchestrator.post("job/create", raw=raw)

    assert answer.json()["stop_after"] == "2031-03-04 12:00:00"


def test_04_a_versions_id_is_a_text_beside_a_robots_number(
    orchestrator, make_run, make_robot
):
    run = make_run(robot=make_robot())

    read = orchestrator.read(run)

    assert isinstance(read["process_version_id"], str)
    assert isinstance(read["robot_id"], int)


def test_05_update_and_delete_answer_an_empty_array(orchestrator, make_run):
    run = make_run(status="waiting")

    assert orchestrator.set(run, 6).content == b"[]"
    assert orchestrator.delete(f"job/delete/{run.guid}").content == b"[]"


def test_06_a_comma_too_many_is_overlooked_and_a_guid_is_needed(orchestrator, make_run):
    run = make_run(status="waiting")
    body = fixture("update_job.request")
    with_guid = body.replace("{", f'{{"Guid": "{run.guid}",', 1)

    assert orchestrator.post("job/update", raw=body).status_code == 400
    assert orchestrator.post("job/update", raw=with_guid).status_code == 200


@pytest.mark.parametrize("method", ["post", "put"])
def test_07_update_is_post_and_put(orchestrator, make_run, method):
    run = make_run(status="waiting")

    body = {"Guid": str(run.guid), "Status": 6}

    assert orchestrator.ask(method, "job/update", body).status_code == 200


@pytest.mark.parametrize("key", ["Guid", "guid", "GUID", "g_u_i_d"])
def test_08_keys_are_read_in_any_case(orchestrator, make_run, key):
    run = make_run(status="waiting")

    answer = orchestrator.post("job/update", {key: str(run.guid), "STATUS": 6})

    assert answer.status_code == 200


def test_09_a_blank_behind_the_address_is_the_documents_noise(orchestrator, process):
    assert orchestrator.post("job/create", {"Process": "Nightly"}).status_code == 200
    assert orchestrator.post("job/create%20", {"Process": "x"}).status_code == 404


def test_10_the_method_is_post_without_its_semicolon(orchestrator):
    assert orchestrator.ask("post;", "job/create").status_code == 405


def test_11_a_guid_of_the_clients_own_is_taken_and_none_is_needed(
    orchestrator, process
):
    own = orchestrator.new(Process="Nightly", Guid=SAMPLE).json()["guid"]
    ours = orchestrator.new(Process="Nightly").json()["guid"]

    assert own == SAMPLE
    assert ours != SAMPLE


def test_12_a_schedule_is_its_trigger(orchestrator, make_run, make_schedule):
    schedule = make_schedule()
    planned = make_run(origin="schedule", origin_guid=schedule.guid)
    other = make_run(origin="again", origin_guid=planned.guid)

    assert orchestrator.read(planned)["schedule_id"] == schedule.pk
    assert orchestrator.read(other)["schedule_id"] is None


def test_13_an_unknown_state_is_400(orchestrator, make_run):
    assert orchestrator.set(make_run(status="waiting"), 9).status_code == 400


def test_14_the_sample_guid_may_name_things_of_several_kinds(
    orchestrator, process, in_moscow
):
    process.guid = SAMPLE
    process.save()

    orchestrator.new(Process=SAMPLE, Guid=SAMPLE)

    assert orchestrator.get(f"job/read/{SAMPLE}").json()["guid"] == SAMPLE
    assert orchestrator.get(f"process/read/{SAMPLE}").json()["guid"] == SAMPLE
    assert ProcessRun.objects.count() == 1


def test_15_a_job_was_created_at_and_a_process_was_created(orchestrator, make_run):
    run = make_run()

    assert "created_at" in orchestrator.read(run)
    process = orchestrator.get(f"process/read/{run.process.guid}").json()
    assert "created" in process
    assert "created_at" not in process


def test_the_python_example_signs_in_by_basic_without_a_colon_and_sends_forms(
    made, process
):
    robot = Orchestrator(Authorization=f"Basic {encoded(made.secret)}")

    created = robot.post("job/create", form={"process_guid": str(process.guid)})
    guid = json.loads(created.content)["guid"]
    answer = robot.put("job/update", form={"guid": guid, "status": 8})

    assert answer.content == b"[]"
    assert robot.get(f"job/read/{guid}").json()["status"] == 8
