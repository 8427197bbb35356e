"""What a save writes beside the plan."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from jobs import actions
from jobs.exceptions import InvalidJobError
from jobs.models import Job
from runs.choices import ProcessKind
from runs.models import Process

VALUES = {"method": "post", "url": "https://api.example/orders", "body": "x"}


def test_a_job_has_all_that_was_said(account):
    given = {
        **VALUES,
        "name": "Orders",
        "headers": {"X-A": "1"},
        "timeout_s": 5,
        "description": "Each order, once.",
        "enabled": False,
    }

    job = Job.objects.get(pk=actions.create(account, given, by="ada").pk)

    assert (job.kind, job.account, job.name) == (ProcessKind.JOB, account, "Orders")
    assert (job.method, job.url, job.body) == ("POST", VALUES["url"], "x")
    assert (job.headers, job.timeout_s, job.internal) == ({"X-A": "1"}, 5, False)
    assert (job.description, job.enabled) == ("Each order, once.", False)
    assert job.current_version
    assert (job.current_version.number, job.current_version.created_by) == (1, "ada")


def test_it_is_a_process_with_guid_and_ten_digits(account):
    job = actions.create(account, VALUES)

    process = Process.objects.get(guid=job.guid)
    assert process.pk == job.pk
    assert isinstance(process.guid, uuid.UUID)
    assert 1_000_000_000 <= process.number <= 4_294_967_295


def test_names_of_jobs_are_labels_and_may_repeat(account):
    first, second = (actions.create(account, {**VALUES, "name": "A"}) for _ in range(2))

    assert first.name == second.name
    assert first.number != second.number


def test_the_plan_says_what_is_executed(account):
    job = actions.create(account, {**VALUES, "timeout_s": 5})

    assert job.current_version
    [step] = job.current_version.plan["steps"]
    assert step["request"] == {
        "method": "POST",
        "url": "https://api.example/orders",
        "headers": {},
        "body": {"text": "x"},
        "internal": False,
    }
    assert step["timeout_s"] == 5


def test_a_changed_plan_is_a_new_version_and_the_old_one_stays(job):
    before = job.current_version

    actions.change(job, {**VALUES, "url": "https://api.example/other"}, by="bob")

    job.refresh_from_db()
    assert (job.current_version.number, job.current_version.created_by) == (2, "bob")
    assert job.versions.get(number=1) == before


def test_what_is_not_executed_makes_no_version(job):
    shown = {"method": job.method, "url": job.url, "name": "Other"}

    actions.change(job, {**shown, "description": "New", "enabled": False})

    job.refresh_from_db()
    assert (job.name, job.description, job.enabled) == ("Other", "New", False)
    assert job.versions.count() == 1


def test_switches_that_are_not_said_stay_as_they_are(account):
    job = actions.create(account, {**VALUES, "description": "Kept", "enabled": False})

    actions.change(job, VALUES)

    job.refresh_from_db()
    assert (job.description, job.enabled) == ("Kept", False)


def test_unknown_values_are_not_taken_over(account, stranger):
    job = actions.create(account, {**VALUES, "account": stranger, "pk": 7, "number": 1})

    assert job.account == account
    assert job.number > 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"unique": "yes"}, "unique"),
        ({"stop_after_s": 0}, "stop_after_s"),
        ({"stop_after_s": 1.5}, "stop_after_s"),
        ({"stop_after_s": True}, "stop_after_s"),
        ({"stop_after_s": 10**12}, "stop_after_s"),
        ({"attempts": 0}, "attempts"),
        ({"attempts": "3"}, "attempts"),
        ({"retry_delay_s": 10**400}, "retry_delay_s"),
        ({"retry_delay_s": float("nan")}, "retry_delay_s"),
        ({"backoff": []}, "backoff"),
        ({"retry_on": "timeout"}, "retry_on"),
        ({"retry_on": [5]}, "retry_on"),
    ],
)
def test_a_switch_or_retry_that_cannot_be_is_refused(account, given, field):
    with pytest.raises(InvalidJobError) as refusal:
        actions.create(account, VALUES | given)

    assert set(refusal.value.sentences) == {field}
    assert refusal.value.sentences[field].endswith(".")


def test_a_renamed_job_is_renamed_in_the_tables_of_celery_beat(job, make_schedule):
    schedule = make_schedule()

    actions.change(job, {**VALUES, "name": "Renamed"})

    schedule.periodic_task.refresh_from_db()
    assert schedule.periodic_task.name.startswith("Renamed")


def test_a_deleted_job_is_gone_for_its_users_and_its_runs_stay(
    job, make_schedule, start
):
    schedule, run = make_schedule(), start()

    actions.delete(job, now=timezone.now())

    job.refresh_from_db()
    schedule.refresh_from_db()
    run.refresh_from_db()
    assert job.archived_at
    assert not job.enabled
    assert schedule.archived_at
    assert schedule.next_fire_at is None
    assert run.process_id == job.pk
    assert not Process.objects.living().filter(pk=job.pk).exists()
