from __future__ import annotations

import pytest
from django.utils import timezone

from runs.choices import ProcessKind
from runs.models import Process
from workflows import actions
from workflows.exceptions import InvalidWorkflowError
from workflows.models import Workflow


@pytest.fixture
def save(account):
    def save_it(name="Nightly", *, owner=account, **values):
        return actions.create(owner, {"name": name, **values}, by="ada")

    return save_it


def refused(act, *given, **values):
    with pytest.raises(InvalidWorkflowError) as refusal:
        act(*given, **values)
    for sentence in refusal.value.sentences.values():
        assert sentence.endswith(".")
    return refusal.value.sentences


def test_a_workflow_has_a_name_a_description_and_an_empty_plan(save, account):
    made = save(" Nightly ", description="All of it.", enabled=False)

    kept = Workflow.objects.get(pk=made.pk)
    assert (kept.name, kept.description, kept.enabled) == (
        "Nightly",
        "All of it.",
        False,
    )
    assert (kept.kind, kept.account) == (ProcessKind.WORKFLOW, account)
    assert kept.current_version
    assert kept.current_version.plan["steps"] == []
    assert kept.current_version.created_by == "ada"


def test_its_run_ends_succeeded(save, start, work):
    run = start(process=save())

    work(run)

    assert run.status == "succeeded"


@pytest.mark.parametrize("name", ["Nachtlauf  Über", "x" * 200, "日本 😀", "<b>"])
def test_a_name_is_kept_as_it_is(save, name):
    assert save(name).name == name


@pytest.mark.parametrize(
    "name", [None, "", "  ", 5, [], "x" * 201, "a\nb", "a\x00b", "\ud800", "a\u202eb"]
)
def test_another_name_is_refused(save, name):
    assert set(refused(save, name)) == {"name"}
    assert not Process.objects.exists()


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("description", 5),
        ("description", "\x00"),
        ("enabled", "no"),
        ("unique", 1),
        ("stop_after_s", -1),
    ],
)
def test_a_switch_that_cannot_be_is_refused(save, field, given):
    assert set(refused(save, **{field: given})) == {field}


def test_all_refusals_come_at_once(save):
    assert set(refused(save, "", enabled="no")) == {"name", "enabled"}


def test_names_are_unique_within_an_account(save, stranger):
    first = save()

    assert "name" in refused(save)
    assert save(owner=stranger).name == first.name
    assert Workflow.objects.count() == 2


def test_a_name_in_use_is_refused_to_a_change_as_well(save):
    save("First")
    second = save("Second")

    assert "name" in refused(actions.change, second, {"name": "First"})

    second.refresh_from_db()
    assert second.name == "Second"


def test_a_workflow_may_keep_its_own_name(save):
    made = save()

    actions.change(made, {"name": "Nightly", "description": "New"})

    made.refresh_from_db()
    assert made.description == "New"
    assert made.versions.count() == 1


def test_the_name_of_a_deleted_workflow_is_free_again(save):
    actions.delete(save(), now=timezone.now())

    assert save().archived_at is None


def test_the_name_of_a_job_is_no_hindrance(save, job):
    assert save(job.name).name == job.name


def test_another_fault_of_the_database_is_not_taken_for_a_name(save, monkeypatch):
    from django.db import IntegrityError

    number = save("First").number
    monkeypatch.setattr(Workflow._meta.get_field("number"), "default", lambda: number)
    monkeypatch.setattr(
        Workflow._meta.get_field("number"), "_get_default", lambda: number
    )

    with pytest.raises(IntegrityError):
        save("Second")


def test_a_renamed_workflow_is_renamed_in_the_tables_of_celery_beat(
    save, make_schedule
):
    made = save()
    schedule = make_schedule(process=made)

    actions.change(made, {"name": "Weekly"})

    schedule.periodic_task.refresh_from_db()
    assert schedule.periodic_task.name.startswith("Weekly")


def test_deleting_takes_its_schedules_along_and_leaves_its_runs(
    save, make_schedule, start
):
    made = save()
    schedule, run = make_schedule(process=made), start(process=made)

    actions.delete(made, now=timezone.now())

    schedule.refresh_from_db()
    run.refresh_from_db()
    assert schedule.archived_at
    assert run.process_id == made.pk


def test_steps_parameters_and_outputs_are_kept(save):
    made = save(
        steps=[{"key": "sum", "kind": "compose", "outputs": {"x": "{{ input.n }}"}}],
        parameters=[{"name": "n", "type": "number"}],
        outputs={"x": "{{ steps.sum.output.x }}"},
    )

    kept = Workflow.objects.get(pk=made.pk)
    assert [step["key"] for step in kept.steps] == ["sum"]
    assert kept.current_version
    assert kept.current_version.definition["parameters"][0]["name"] == "n"
    assert kept.current_version.plan["outputs"] == kept.outputs


def test_what_does_not_change_the_plan_makes_no_version(save):
    made = save(steps=[{"key": "sum", "kind": "compose"}])

    labelled = [{"key": "sum", "kind": "compose", "label": "The sum"}]
    values = {"name": "Nightly", "steps": labelled, "webhook": True, "unique": True}
    actions.change(made, values)

    made.refresh_from_db()
    assert made.versions.count() == 1
    assert (made.steps[0]["label"], made.webhook) == ("The sum", True)


def test_it_is_made_with_the_number_it_is_known_by(account):
    assert (
        actions.create(account, {"name": "x"}, number=4216617528).number == 4216617528
    )


def test_a_step_starts_the_newest_of_a_process_by_its_guid(save):
    inner = save("Inner")
    go = {"key": "go", "kind": "process", "process": " Inner"}

    made = save("Outer", steps=[go])

    assert made.current_version
    [planned] = made.current_version.plan["steps"]
    assert planned["process"] == {"guid": str(inner.guid), "input": {}}


def test_renaming_the_process_of_a_step_leaves_the_step(save):
    inner = save("Inner")
    made = save("Outer", steps=[{"key": "go", "kind": "process", "process": "Inner"}])
    actions.change(inner, {"name": "Renamed"})

    actions.change(made, {"name": "Outer", "steps": made.steps})

    assert made.versions.count() == 1
