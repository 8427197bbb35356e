"""Export, import, export: the same document to the byte."""

from __future__ import annotations

from typing import Any

import pytest

from jobs.models import Job
from runs.models import Process, ProcessVersion
from scheduler_project.transfer import actions
from schedules.models import Schedule
from workflows.models import Workflow


def test_an_import_of_an_export_changes_nothing(full, take):
    text = actions.export(full)
    versions = ProcessVersion.objects.count()

    report = take(text)

    assert (report.changes, report.difference) == ((), "")
    assert actions.export(full) == text
    assert ProcessVersion.objects.count() == versions


def test_another_account_becomes_the_same(full, stranger, take):
    text = actions.export(full)

    report = take(text, owner=stranger)

    assert actions.export(stranger) == text
    assert {(change.kind, change.what) for change in report.changes} == {
        ("job", "new"),
        ("workflow", "new"),
    }
    assert len(report.changes) == 7


def test_what_is_not_named_stays(full, make_job, take):
    text = actions.export(full)
    make_job(name="Another")

    take(text)

    assert Job.objects.get(name="Another").archived_at is None


def test_jobs_of_one_name_are_told_apart_by_their_order(full, take):
    text = actions.export(full).replace("api.example/2", "api.example/22")

    take(text)

    jobs: list[Any] = list(Job.objects.filter(name="Same").order_by("id"))
    urls = ["http://api.example/1", "http://api.example/22"]
    assert [job.url for job in jobs] == urls


def test_schedules_that_are_not_named_any_more_go(full, take):
    document = actions.export(full)
    head, _cut, tail = document.partition("  - name: Morning")
    rest = tail[tail.index("- name:") :]

    take(head + rest)

    [left] = Schedule.objects.living().filter(process__name="Same")
    assert left.kind == "interval"


def test_schedules_keep_their_history(full, take):
    text = actions.export(full)
    before = set(Schedule.objects.values_list("pk", "guid"))

    take(text.replace("0 8 * * *", "0 9 * * *"))

    assert set(Schedule.objects.values_list("pk", "guid")) == before
    assert Schedule.objects.get(name="Morning").expression == "0 9 * * *"


def test_processes_are_called_by_their_names(full):
    text = actions.export(full)

    assert "process: Z  inner" in text
    assert not any(str(each.guid) in text for each in Process.objects.all())


def test_what_is_usual_is_not_said(full):
    text = actions.export(full)

    assert "attempts: 3" in text
    assert text.count("attempts:") == 1
    assert "stop_on_error: true" not in text
    assert "internal" not in text


def test_secrets_are_named_and_never_exported(full, take, stranger):
    text = actions.export(full)

    assert "s3cret" not in text
    assert text.count("{{ secrets.") == 2
    assert "secrets:\n- api_example_authorization\n- api_example_x_api_key\n" in text
    warnings = take(text, owner=stranger).warnings
    assert len(warnings) == 2
    assert "api_example_authorization" in warnings[0]


def test_a_literal_credential_of_a_document_becomes_a_secret(take, account):
    take(
        "steeple: 1\njobs:\n- name: a\n  method: GET\n  url: http://h/\n"
        "  headers: {Authorization: Bearer s3cret}\n"
    )

    assert "s3cret" not in actions.export(account)
    assert Job.objects.get().headers == {
        "Authorization": "{{ secrets.h_authorization }}"
    }


def test_values_of_secret_parameters_stay_where_they_are(
    full, take, make_schedule, stranger
):
    inner = Workflow.objects.get(name="Z  inner", account=full)
    given = {"a": 1, "token": "s3cret"}
    schedule = make_schedule(process=inner, input=given)
    text = actions.export(full)

    take(text.replace("a: 1\n", "a: 2\n"))

    schedule.refresh_from_db()
    assert "s3cret" not in text
    assert schedule.input == {"a": 2, "token": schedule.input["token"]}
    assert schedule.input["token"]


def test_processes_that_start_each_other_are_changed_in_place(make_workflow, take):
    from workflows import actions as workflows

    first = make_workflow(name="First")
    go = {"key": "go", "kind": "process"}
    second = make_workflow({**go, "process": "First"}, name="Second")
    values = {"name": "First", "steps": [{**go, "process": "Second"}]}
    workflows.change(first, values)
    text = actions.export(second.account)

    assert take(text).changes == ()


@pytest.mark.parametrize("name", ["yes", "12:30", "- a", "a: b", "Ж  «x» / 'y'", "~"])
def test_any_name_comes_back(make_workflow, account, stranger, take, name):
    make_workflow(name=name)

    take(actions.export(account), owner=stranger)

    assert Workflow.objects.get(account=stranger).name == name
