"""An orchestrator of Sherpa: its client as the document's Python example has it."""

from __future__ import annotations

import base64
import datetime as dt
import json
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from tests.dialects import ledger_rows

FIXTURES = Path(__file__).parent.parent / "fixtures" / "sherpa"
NEW = "job/create"
UPDATE = "job/update"


def fixture(name):
    return (FIXTURES / f"{name}.txt").read_text()


def encoded(text):
    return base64.b64encode(text.encode()).decode()


class Orchestrator:
    def __init__(self, secret=None, *, scheme="Bearer", **headers):
        self.client = Client(raise_request_exception=False)
        self.headers = headers
        if secret is not None:
            self.headers["Authorization"] = f"{scheme} {encoded(secret)}"

    def ask(self, method, address, body=None, *, raw=None, form=None, **headers):
        kind, data = "application/json", raw
        if body is not None:
            data = json.dumps(body)
        if form is not None:
            from urllib.parse import urlencode

            kind, data = "application/x-www-form-urlencoded", urlencode(form)
        given = {"content_type": headers.pop("content_type", kind)}
        if data is not None:
            given["data"] = data
        sent = {**self.headers, **headers}
        return self.client.generic(
            method.upper(), f"/api/{address}", headers=sent, **given
        )

    def get(self, address, **headers):
        return self.ask("get", address, **headers)

    def post(self, address, body=None, **headers):
        return self.ask("post", address, body, **headers)

    def put(self, address, body=None, **headers):
        return self.ask("put", address, body, **headers)

    def delete(self, address, **headers):
        return self.ask("delete", address, **headers)

    def new(self, **fields):
        return self.post(NEW, fields)

    def set(self, run, status, **fields):
        return self.post(UPDATE, {"Guid": str(run.guid), "Status": status, **fields})

    def read(self, run):
        return self.get(f"job/read/{run.guid}").json()


def key_of(account, **values):
    from accounts import actions

    made = actions.create_key(account, **values)
    # Used just now: otherwise the first request would write that down.
    actions.note_use(made.key, now=timezone.now())
    return made


@pytest.fixture(autouse=True)
def no_failures_of_other_tests():
    from accounts import failures

    failures.of_keys.clear()


@pytest.fixture
def made(account):
    return key_of(account, name="Sherpa")


@pytest.fixture
def orchestrator(made):
    return Orchestrator(made.secret)


@pytest.fixture
def colleague(account):
    """Another key of the same account."""
    return Orchestrator(key_of(account, name="Colleague").secret)


@pytest.fixture
def foreign_orchestrator(stranger):
    return Orchestrator(key_of(stranger).secret)


@pytest.fixture
def nobody(db):
    return Orchestrator()


def call_step(key="call", **values):
    request = {
        "method": "POST",
        "url": "http://api.example/orders",
        "headers": {},
        "body": {"json": {"name": "{{ input.name }}"}},
        "internal": False,
    }
    return {"key": key, "kind": "http", "needs": [], "request": request, **values}


@pytest.fixture
def make_process(account):
    import runs.actions
    import workflows.actions

    def make(name="Nightly", *, owner=account, steps=None, **plan):
        made = workflows.actions.create(owner, {"name": name})
        plan = {"steps": steps or [call_step()], **plan}
        runs.actions.publish(made, definition={}, plan=plan)
        return made

    return make


@pytest.fixture
def process(make_process):
    return make_process()


@pytest.fixture
def make_robot(db):
    from runs.models import Robot

    def make(name="tower", **values):
        return Robot.objects.create(name=name, last_seen_at=timezone.now(), **values)

    return make


@pytest.fixture
def make_run(process):
    def make(*, of=process, **values):
        return ledger_rows.make_run(of, **values)

    return make


@pytest.fixture
def make_step(db):
    return ledger_rows.make_step


@pytest.fixture
def in_moscow(account):
    account.time_zone = "Europe/Moscow"
    account.save()


@pytest.fixture
def only_run(db):
    from runs.models import ProcessRun

    return ProcessRun.objects.get


def moscow(text):
    """An instant from a local time as the documents write it."""
    from zoneinfo import ZoneInfo

    local = dt.datetime.fromisoformat(text)
    return local.replace(tzinfo=ZoneInfo("Europe/Moscow")).astimezone(dt.UTC)
