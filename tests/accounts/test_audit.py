"""Who did what: one entry for each thing that was done, through whatever door."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from accounts import actions, audit
from accounts.choices import Role
from accounts.models import AuditEntry
from tests.admin.pages import Browser
from tests.api.conftest import caller_for


@pytest.fixture
def api(account):
    return caller_for(account, name="Till")


@pytest.fixture
def boss(account):
    user = User.objects.create(username="bea", is_staff=True)
    actions.admit(user, account, role=Role.ADMIN)
    client = Client()
    client.force_login(user)
    return Browser(client)


def told():
    """The entries in order, without their instants."""
    rows = AuditEntry.objects.order_by("id")
    return [(e.by, e.door, e.what, e.kind, e.ident) for e in rows]


def test_a_thing_made_over_the_api_is_told_with_its_number_and_name(api, account):
    body = {"name": "Orders", "method": "GET", "url": "https://api.example/"}

    made = api.ask("post", "jobs/", body).json()

    entry = AuditEntry.objects.get()
    assert told() == [("Till", "api", "create", "job", str(made["id"]))]
    assert (entry.name, entry.account, entry.address) == (
        "Orders",
        account,
        "127.0.0.1",
    )
    assert (timezone.now() - entry.at).total_seconds() < 60


@pytest.mark.parametrize(
    ("method", "address", "body", "what"),
    [
        ("patch", "jobs/{}/", {"name": "New"}, "change"),
        ("put", "jobs/{}/", {"method": "GET", "url": "https://a.example/"}, "change"),
        ("delete", "jobs/{}/", None, "delete"),
        ("post", "jobs/{}/run/", None, "run"),
    ],
)
def test_what_is_done_to_a_thing_is_told(api, job, method, address, body, what):
    answer = api.ask(method, address.format(job.guid), body)

    assert answer.status_code < 300
    assert told() == [("Till", "api", what, "job", str(job.guid))]


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "jobs/"),
        ("get", "jobs/{}/"),
        ("post", "jobs/{}/nothing/"),
        ("patch", "jobs/1/"),
        ("post", "jobs/"),
        ("post", "schedules/preview/"),
    ],
)
def test_what_was_refused_or_only_read_is_not(api, job, method, address):
    api.ask(method, address.format(job.number), {"kind": "interval", "expression": 60})

    assert told() == []


def test_what_a_page_did_is_told(boss, job, account):
    boss.submit("jobs_job_change", job.pk, name="Renamed")
    boss.post("jobs_job_run", job.pk)
    boss.post("jobs_job_delete", job.pk, data={"post": "yes"})

    assert told() == [
        ("bea", "admin", what, "job", str(job.pk))
        for what in ("change", "run", "delete")
    ]
    assert {entry.account for entry in AuditEntry.objects.all()} == {account}


def test_a_thing_made_on_a_page_is_told(boss, account):
    boss.submit("schedules_blackout_add", name="Easter", **_period())

    [(_by, _door, what, kind, _ident)] = told()
    assert (what, kind, AuditEntry.objects.get().name) == (
        "create",
        "blackout",
        "Easter",
    )


def _period():
    return {
        "starts_at": "2090-01-01T00:00:00",
        "ends_at": "2090-01-02T00:00:00",
    }


def test_a_form_that_was_refused_is_not_told(boss, job):
    answer = boss.submit("jobs_job_change", job.pk, url="nonsense")

    assert answer.status_code == 200
    assert told() == []


def test_rows_deleted_in_a_list_are_told_together(boss, make_job, account):
    jobs = [make_job(name=name) for name in "ab"]
    data = {
        "action": "delete_selected",
        "_selected_action": [str(job.pk) for job in jobs],
        "post": "yes",
    }

    boss.post("jobs_job_changelist", data=data)

    [(by, door, what, kind, ident)] = told()
    assert (by, door, what, kind) == ("bea", "admin", "delete_selected", "job")
    assert set(ident.split(", ")) == {str(job.pk) for job in jobs}
    assert AuditEntry.objects.get().account == account


def test_a_key_made_on_the_command_line_is_told(account):
    call_command("createkey", account.name)

    [(by, door, what, kind, _ident)] = told()
    assert (by, door, what, kind) == ("manage.py", "command", "create", "key")


def test_an_entry_is_neither_changed_nor_deleted(api, job):
    api.ask("post", f"jobs/{job.number}/run/")
    entry = AuditEntry.objects.get()

    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_the_page_of_the_audit_is_only_read(boss, api, job):
    api.ask("post", f"jobs/{job.number}/run/")
    entry = AuditEntry.objects.get()

    assert "Till" in boss.text("accounts_auditentry_changelist")
    assert boss.get("accounts_auditentry_change", entry.pk).status_code == 200
    for page in ("change", "delete"):
        answer = boss.post(
            f"accounts_auditentry_{page}", entry.pk, data={"post": "yes"}
        )
        assert answer.status_code == 403
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_only_admins_of_the_account_see_it(api, job, account):
    api.ask("post", f"jobs/{job.number}/run/")
    user = User.objects.create(username="oskar", is_staff=True)
    actions.admit(user, account, role=Role.OPERATOR)
    client = Client()
    client.force_login(user)

    assert Browser(client).get("accounts_auditentry_changelist").status_code == 403


def test_what_was_done_stays_done_if_it_cannot_be_told(api, job, monkeypatch, caplog):
    def fail(*_args, **_kwargs):
        raise DatabaseError("no space left")

    monkeypatch.setattr(AuditEntry, "save", fail)

    answer = api.ask("post", f"jobs/{job.number}/run/")

    assert answer.status_code == 201
    assert "not audited" in caplog.text


def test_texts_that_are_too_long_are_cut(db, noon):
    audit.record(at=noon, by="x" * 999, door="api", what="y" * 999, name="z" * 999)

    entry = AuditEntry.objects.get()
    assert (len(entry.by), len(entry.what), len(entry.name)) == (200, 100, 200)
