"""`manage.py demo`: what a fresh product shows."""

from __future__ import annotations

import json
import stat
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

import workflows.actions
from accounts.models import Account
from jobs import actions
from jobs.models import Job
from runs.choices import FINAL
from runs.models import Process, ProcessRun, ProcessVersion
from schedules.models import Schedule
from tests.conftest import answered
from workflows.models import Workflow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def password_file(monkeypatch, tmp_path):
    monkeypatch.setenv("STEEPLE_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "admin-password"


def demo():
    call_command("demo")


def counts():
    models = (Account, User, Job, Workflow, Schedule, ProcessVersion)
    return [model.objects.count() for model in models]


def until_over(run, work):
    for _round in range(10):
        work(*ProcessRun.objects.exclude(status__in=FINAL))
        run.refresh_from_db()
        if run.is_final:
            return
    raise AssertionError(run.status)


def test_there_is_a_demo_account_with_living_jobs():
    demo()

    account = Account.objects.get(name="demo")
    jobs: list[Any] = list(Job.objects.filter(account=account))
    assert {(job.method, job.url) for job in jobs} == {
        ("GET", "/healthz"),
        ("POST", "/echo/"),
        ("POST", "/workflow/execute/Getmyinvoices Documents nach Ecodms  Ecodms"),
    }
    for job in jobs:
        assert job.internal
        assert job.schedules.get().next_fire_at is not None


def test_the_full_name_process_has_two_optional_values_and_one_output():
    demo()

    found = Workflow.objects.get(name="OneStepNotepadRunner")
    declared = [(each["name"], each["default"]) for each in found.parameters]
    assert declared == [("username", ""), ("surname", "")]
    assert not any(each["required"] for each in found.parameters)
    assert set(found.outputs) == {"x"}


@pytest.mark.parametrize(
    ("values", "full_name"),
    [
        ({"username": "Username", "surname": "Surname"}, "Username Surname"),
        ({"username": "Username"}, "Username"),
        ({"surname": "Surname"}, "Surname"),
        ({}, ""),
    ],
)
def test_the_full_name_is_joined_by_a_blank_and_trimmed(start, work, values, full_name):
    demo()
    run = start(process=Workflow.objects.get(name="OneStepNotepadRunner"), input=values)

    work(run)

    assert (run.status, run.output) == ("succeeded", {"x": full_name})


NASTY = 'Tim "The\\" Duncan\n{{ run.guid }}'


@pytest.mark.parametrize("name", ["Tim Duncan", NASTY, 4711, 1.5])
def test_the_documented_workflow_sends_the_name_it_is_given(start, work, peer, name):
    demo()
    workflow = Workflow.objects.get(number=4216617528)
    [step] = workflow.steps
    assert (step["key"], step["parameters"]) == ("query_1", {"name": "Tony Parker"})

    work(start(process=workflow, step_input={"query_1": {"name": name}}))

    [request] = peer.requests
    sent = json.loads(request.body)
    assert sent["name"] == name
    literal = str(name).replace("\\", "\\\\").replace('"', '\\"')
    assert sent["gql"].startswith(f'GO FROM "{literal}" OVER follow')


def test_turms_workflow_is_started_by_a_job_of_its_name_each_hour():
    demo()

    name = "Getmyinvoices Documents nach Ecodms  Ecodms"
    assert Workflow.objects.get(name=name).unique
    schedule = Job.objects.get(name=name).schedules.get()
    assert (schedule.kind, schedule.expression) == ("interval", "3600")


def test_the_keepers_round_goes_through_one_branch(start, work, peer):
    demo()
    peer.answers = [answered(body=b"ok"), answered(body=b'{"body": "cried"}')]
    round_ = Workflow.objects.get(name="The keeper's round")
    run = start(process=round_, input={"rest_s": 0})

    until_over(run, work)

    assert (run.status, run.output) == ("succeeded", {"said": "cried"})
    states = {step.key: step.status for step in run.step_runs.all()}
    assert (states["well"], states["unwell"]) == ("succeeded", "skipped")
    assert json.loads(peer.requests[-1].body) == {
        "keeper": "Ida Glöckner",
        "sentence": "All is well in Bad Münstereifel.",
    }


def test_an_older_demo_gets_what_it_lacks():
    demo()
    account = Account.objects.get(name="demo")
    Process.objects.filter(kind="workflow").update(current_version=None)
    Schedule.objects.filter(process__kind="workflow").delete()
    ProcessVersion.objects.filter(process__kind="workflow").delete()
    Workflow.objects.all().delete()

    demo()

    assert Workflow.objects.filter(account=account).count() == 4


def test_what_was_renamed_is_not_made_again():
    demo()
    found = Workflow.objects.get(name="OneStepNotepadRunner")
    values = {name: getattr(found, name) for name in ("steps", "parameters", "outputs")}
    workflows.actions.change(found, {**values, "name": "Full name"})

    demo()

    assert not Workflow.objects.filter(name="OneStepNotepadRunner").exists()


def test_its_user_signs_in_with_the_password_that_is_kept(password_file):
    demo()

    user = authenticate(username="admin", password=password_file.read_text().strip())
    assert user
    assert user.is_superuser
    assert user.memberships.get().account.name == "demo"


def test_the_password_is_the_owners_alone_and_no_default(password_file):
    demo()

    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600
    assert len(password_file.read_text().strip()) >= 12


def test_again_it_changes_nothing(password_file):
    demo()
    before, password = counts(), password_file.read_text()

    demo()

    assert counts() == before
    assert password_file.read_text() == password


def test_what_a_user_has_deleted_does_not_come_back():
    demo()
    jobs: list[Any] = list(Job.objects.all())
    for job in jobs:
        actions.delete(job, now=timezone.now())

    demo()

    assert not Process.objects.living().filter(kind="job").exists()


def test_a_password_that_was_changed_stays(password_file):
    demo()
    user = User.objects.get(username="admin")
    user.set_password("mine")
    user.save()

    demo()

    assert authenticate(username="admin", password="mine")


def test_over_an_empty_database_the_kept_password_is_used_again(password_file):
    password_file.parent.mkdir()
    password_file.write_text("kept-from-before\n")

    demo()

    assert authenticate(username="admin", password="kept-from-before")


def test_an_empty_file_is_no_password(password_file):
    """A machine that lost its power may have kept the name of the file alone."""
    password_file.parent.mkdir()
    password_file.touch()

    demo()

    assert len(password_file.read_text().strip()) >= 12


def test_where_it_fails_nothing_is_left_by_half(monkeypatch):
    def fail(*_args, **_rest):
        raise RuntimeError

    monkeypatch.setattr("workflows.actions.create", fail)

    with pytest.raises(RuntimeError):
        demo()

    assert counts() == [0] * 6
