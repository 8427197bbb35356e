"""The account's document over our API."""

from __future__ import annotations

import pytest

from accounts.choices import Role
from accounts.models import AuditEntry
from jobs.models import Job
from scheduler_project.transfer import actions
from tests.api.conftest import ROOT, caller_for

ADDRESS = "configuration/"
YAML = "application/yaml"
DOCUMENT = "steeple: 1\njobs:\n- name: a\n  method: GET\n  url: http://h/\n"


def test_it_is_taken_along(api, account, job):
    answer = api.ask("get", ADDRESS)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/yaml; charset=utf-8"
    assert answer.content.decode() == actions.export(account)
    assert "Orders" in answer.content.decode()


@pytest.mark.parametrize("accept", ["*/*", YAML, "application/json"])
def test_whatever_is_accepted_the_document_is_yaml(api, job, accept):
    answer = api.ask("get", ADDRESS, Accept=accept)

    assert answer.content.decode().startswith("steeple: 1\n")


@pytest.mark.parametrize("kind", [YAML, "text/yaml", "application/x-yaml"])
def test_it_is_taken_over(api, account, kind):
    answer = api.send(ADDRESS, DOCUMENT, content_type=kind)

    assert answer.status_code == 200
    assert answer.json()["changes"] == [{"kind": "job", "name": "a", "what": "new"}]
    assert "+- name: a" in answer.json()["difference"]
    assert Job.objects.get(account=account).name == "a"
    again = api.send(ADDRESS, DOCUMENT, content_type=kind).json()
    assert again == {"changes": [], "warnings": [], "difference": ""}


@pytest.mark.parametrize("asked", ["true", "1"])
def test_a_dry_run_changes_nothing(api, asked):
    answer = api.send(f"{ADDRESS}?dry_run={asked}", DOCUMENT, content_type=YAML)

    assert answer.json()["changes"]
    assert not Job.objects.exists()


def test_a_wrong_document_is_refused_at_its_places(api):
    wrong = DOCUMENT.replace("GET", "FOO") + "workflows:\n- {name: b, steps: 5}\n"

    answer = api.send(ADDRESS, wrong, content_type=YAML)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()["errors"]) == {"jobs.0.method", "workflows.0.steps"}
    assert not Job.objects.exists()


@pytest.mark.parametrize("raw", ["", "a: [", "- 1", b"\xff", "a: &a [*a]"])
def test_what_is_no_document_is_refused_with_a_sentence(api, raw):
    answer = api.send(ADDRESS, raw, content_type=YAML)

    assert answer.status_code == 400
    assert answer.json()["detail"].endswith(".")


def test_another_type_than_yaml_is_refused(api):
    assert api.send(ADDRESS, "{}").status_code == 415


def test_a_body_that_is_too_large_is_refused(api):
    assert api.send(ADDRESS, "x" * 2_100_000, content_type=YAML).status_code == 413


def test_nobody_gets_in_without_a_key(nobody):
    for answer in (nobody.get(ROOT + ADDRESS), nobody.post(ROOT + ADDRESS)):
        assert answer.status_code == 401


def test_nothing_of_another_account_is_in_it_or_changed_by_it(foreign_api, api, job):
    taken = foreign_api.ask("get", ADDRESS).content.decode()
    assert taken == "steeple: 1\n"

    document = DOCUMENT.replace("name: a", f"name: {job.name}")
    foreign_api.send(ADDRESS, document, content_type=YAML)

    job.refresh_from_db()
    assert job.url == "http://api.example/orders"
    assert Job.objects.count() == 2


def test_a_viewer_takes_it_along_and_compares_and_changes_nothing(account):
    viewer = caller_for(account, role=Role.VIEWER)

    assert viewer.ask("get", ADDRESS).status_code == 200
    dry = viewer.send(f"{ADDRESS}?dry_run=true", DOCUMENT, content_type=YAML)
    assert (dry.status_code, len(dry.json()["changes"])) == (200, 1)
    assert viewer.send(ADDRESS, DOCUMENT, content_type=YAML).status_code == 403
    assert not Job.objects.exists()


def test_an_import_is_audited_and_a_dry_run_is_not(api):
    api.send(f"{ADDRESS}?dry_run=true", DOCUMENT, content_type=YAML)
    api.send(ADDRESS, DOCUMENT, content_type=YAML)

    entry = AuditEntry.objects.get()
    assert (entry.what, entry.kind) == ("import", "configuration")
