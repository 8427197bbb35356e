"""`manage.py demo`: what a fresh product shows."""

from __future__ import annotations

import stat
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Account
from jobs import actions
from jobs.models import Job
from runs.models import Process, ProcessVersion
from schedules.models import Schedule
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


def test_there_is_a_demo_account_with_living_jobs(noon):
    demo()

    account = Account.objects.get(name="demo")
    jobs: list[Any] = list(Job.objects.filter(account=account))
    assert {(job.method, job.url) for job in jobs} == {
        ("GET", "/healthz"),
        ("POST", "/echo/"),
    }
    for job in jobs:
        assert job.internal
        assert job.schedules.get().next_fire_at is not None
    assert Workflow.objects.get().account == account


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
