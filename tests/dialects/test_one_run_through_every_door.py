"""One contract for five doors: start, status, outputs, stop, history.

Whatever door a run was started at, every other one shows the same run: its state in
its own words (decision D2), its outputs where it has a place for them, and nothing of
another account's.
"""

from __future__ import annotations

import pytest

from runs.models import ProcessRun
from tests.dialects import ledger_rows
from tests.dialects.visitors import TOLD, Nebula, Ours, Robusta, Sherpa, Turm

NAME = "Full  name"
EVERY = [Ours, Turm, Robusta, Sherpa, Nebula]
WITH_STATUS = [Ours, Robusta, Sherpa, Nebula]
WITH_OUTPUTS = [Ours, Robusta, Nebula]
WITH_STOP = [Ours, Sherpa, Nebula]
WITH_HISTORY = [Ours, Nebula]


@pytest.fixture
def make_workflow(account):
    import runs.actions
    import workflows.actions

    document = {
        "steps": [
            {
                "key": "query_1",
                "kind": "compose",
                "needs": [],
                "parameters": {"name": "{{ input.name }}"},
                "outputs": {"value": "{{ parameters.name }}"},
            }
        ],
        "outputs": {"value": "{{ steps.query_1.output.value }}"},
        "parameters": [{"name": "name", "type": "text", "default": "nobody"}],
    }

    def make(*, owner=account, **values):
        workflow = workflows.actions.create(owner, {"name": NAME, **values})
        runs.actions.publish(workflow, definition={}, plan=document)
        workflow.refresh_from_db()
        return workflow

    return make


@pytest.fixture
def workflow(make_workflow):
    # One at a time: so that Turm's door tells of the run that is there.
    return make_workflow(unique=True)


@pytest.mark.parametrize("door", EVERY)
def test_a_start_makes_one_run_of_the_process_with_what_was_said(
    door, account, workflow, work
):
    status, _body = door(account).start(workflow)

    assert 200 <= status < 300
    run = ProcessRun.objects.get()
    assert (run.process_id, run.account_id) == (workflow.pk, account.pk)
    work(run)
    assert (run.status, run.output) == ("succeeded", {"value": "Tim Duncan"})


@pytest.mark.parametrize("door", EVERY)
@pytest.mark.parametrize("other", EVERY)
def test_a_run_of_any_door_is_there_at_every_other(door, other, account, workflow):
    door(account).start(workflow)
    run = ProcessRun.objects.get()

    assert other(account).found(run) == (200, other.states["waiting"])
    assert ProcessRun.objects.count() == 1


@pytest.mark.parametrize(
    ("door", "state"),
    [(door, state) for door in EVERY for state in door.states],
)
def test_every_state_has_the_doors_word_for_it(door, state, account, workflow):
    values = {"stop_kind": "stop"} if state in {"stopping", "stopped"} else {}
    lane = workflow.guid if state in {"running", "stopping"} else None
    run = ledger_rows.make_run(workflow, state, lane=lane, **values)

    assert door(account).found(run) == (200, door.states[state])


@pytest.mark.parametrize("door", EVERY)
@pytest.mark.parametrize("other", WITH_OUTPUTS)
def test_its_outputs_are_told_at_every_door_that_has_a_place_for_them(
    door, other, account, workflow, work
):
    door(account).start(workflow)
    run = ProcessRun.objects.get()
    work(run)

    assert other(account).outputs(run) == "Tim Duncan"


@pytest.mark.parametrize("door", EVERY)
@pytest.mark.parametrize("stopper", WITH_STOP)
def test_stopped_at_one_door_it_is_stopped_at_all(door, stopper, account, workflow):
    door(account).start(workflow)
    run = ProcessRun.objects.get()

    assert 200 <= stopper(account).stop(run) < 300

    run.refresh_from_db()
    assert run.status == "stopped"
    for other in WITH_STATUS:
        assert other(account).found(run) == (200, other.states["stopped"])


@pytest.mark.parametrize("door", EVERY)
@pytest.mark.parametrize("other", WITH_HISTORY)
def test_it_stands_in_the_history_the_newest_first(door, other, account, make_workflow):
    workflow = make_workflow()
    for _each in range(2):
        door(account).start(workflow)

    newest = list(ProcessRun.objects.order_by("-pk").values_list("pk", flat=True))
    assert len(newest) == 2
    assert other(account).history() == newest


@pytest.mark.parametrize("door", WITH_STATUS)
def test_another_accounts_run_is_nowhere(door, stranger, workflow):
    run = ledger_rows.make_run(workflow, "succeeded")

    assert door(stranger).found(run)[0] == 404


@pytest.mark.parametrize("door", EVERY)
def test_another_accounts_workflow_is_started_by_nobody(door, stranger, workflow):
    status, _body = door(stranger).start(workflow)

    # Sherpa's door names the field that names nothing.
    assert status == (400 if door is Sherpa else 404)
    assert not ProcessRun.objects.exists()


@pytest.mark.parametrize("door", WITH_HISTORY)
def test_another_accounts_history_is_its_own(door, account, stranger, workflow):
    ledger_rows.make_run(workflow, "succeeded")

    assert door(stranger).history() == []


@pytest.mark.parametrize("door", EVERY)
def test_a_process_that_is_switched_off_is_started_at_no_door(
    door, account, make_workflow
):
    status, _body = door(account).start(make_workflow(enabled=False))

    assert status in {400, 409}
    assert not ProcessRun.objects.exists()


@pytest.mark.parametrize("door", EVERY)
def test_a_value_of_another_type_makes_no_run(door, account, workflow, monkeypatch):
    monkeypatch.setitem(TOLD, "name", {"first": "Tim"})

    status, _body = door(account).start(workflow)

    assert status in {400, 422}
    assert not ProcessRun.objects.exists()
