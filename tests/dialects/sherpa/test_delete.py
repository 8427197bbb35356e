from __future__ import annotations

import pytest


@pytest.fixture
def deleted(orchestrator):
    def ask(run, ident=None):
        answer = orchestrator.delete(f"job/delete/{ident or run.guid}")
        run.refresh_from_db()
        return answer

    return ask


def test_a_job_under_way_is_stopped(deleted, make_run, make_step):
    run = make_run(status="running")
    make_step(run, "call", status="running")

    answer = deleted(run)

    assert (answer.status_code, answer.content) == (200, b"[]")
    assert (run.status, run.stop_kind) == ("stopping", "stop")


def test_a_waiting_job_ends_at_once(deleted, make_run):
    run = make_run(status="waiting")

    deleted(run)

    assert run.status == "stopped"


@pytest.mark.parametrize("status", ["succeeded", "failed", "lost", "stopped"])
def test_a_job_that_is_over_stays_as_it_was(deleted, make_run, status):
    run = make_run(status=status)

    assert deleted(run).content == b"[]"
    assert run.status == status


def test_it_is_hidden_here_and_kept_in_the_ledger(
    orchestrator, deleted, make_run, account
):
    from tests.api.conftest import caller_for

    run = make_run()
    deleted(run)

    for ident in (run.guid, run.pk):
        assert orchestrator.get(f"job/read/{ident}").status_code == 404
        assert orchestrator.delete(f"job/delete/{ident}").status_code == 404
    assert orchestrator.set(run, 7).status_code == 404
    ours = caller_for(account).ask("get", f"runs/{run.guid}/")
    assert ours.json()["status"] == "succeeded"


def test_an_id_names_the_job_as_well(deleted, make_run):
    run = make_run()

    assert deleted(run, run.pk).content == b"[]"


def test_the_guid_may_stand_in_the_body(orchestrator, make_run):
    run = make_run()

    assert orchestrator.ask(
        "delete", "job/delete", {"Guid": str(run.guid)}
    ).content == (b"[]")
    assert orchestrator.get(f"job/read/{run.guid}").status_code == 404


def test_a_deleted_jobs_guid_is_not_given_again(orchestrator, deleted, process):
    from runs.models import ProcessRun

    guid = "554ab883-1f82-48e1-bb12-5049002e7d70"
    orchestrator.new(Process="Nightly", Guid=guid)
    deleted(ProcessRun.objects.get())

    answer = orchestrator.new(Process="Nightly", Guid=guid)

    assert answer.status_code == 400
    assert ProcessRun.objects.count() == 1


def test_a_job_with_a_priority_is_deleted_too(orchestrator, deleted, process, only_run):
    orchestrator.new(Process="Nightly", Priority=3)
    run = only_run()

    deleted(run)

    assert orchestrator.get(f"job/read/{run.guid}").status_code == 404


def test_a_robot_has_no_deleted_job(orchestrator, deleted, make_run, make_robot):
    robot = make_robot()
    run = make_run(status="waiting", robot=robot)
    deleted(run)

    answer = orchestrator.post("job/update", {"Status": 8, "Robot": robot.name})

    assert answer.status_code == 400
