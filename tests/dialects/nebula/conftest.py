"""An explorer of NebulaGraph: a workflow as its document has it, and its client."""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from tests.dialects import ledger_rows

ROOT = "/api-open/v1/"
FIXTURES = Path(__file__).parent.parent / "fixtures" / "nebula"
STATEMENT = "GO FROM {{ quote(parameters.name) }} OVER follow"


def fixture(name):
    return json.loads((FIXTURES / f"{name}.json").read_text())


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def encoded(text):
    return base64.b64encode(text.encode()).decode()


class Explorer:
    """Speaks to the door as its document's curl lines do."""

    def __init__(self, **headers):
        self.client = Client(raise_request_exception=False)
        self.headers = headers

    def ask(self, method, address, body=None, *, raw=None, **headers):
        given = {"content_type": headers.pop("content_type", "application/json")}
        if body is not None or raw is not None:
            given["data"] = compact(body) if raw is None else raw
        sent = {**self.headers, **headers}
        return self.client.generic(
            method.upper(), ROOT + address, headers=sent, **given
        )

    def get(self, address, **headers):
        return self.ask("get", address, **headers)

    def post(self, address, body=None, **headers):
        return self.ask("post", address, body, **headers)

    def put(self, address, body=None, **headers):
        return self.ask("put", address, body, **headers)


def key_of(account, **values):
    from accounts import actions

    made = actions.create_key(account, **values)
    # Used just now: otherwise the first request would write that down.
    actions.note_use(made.key, now=timezone.now())
    return made


def explorer_of(account, **values):
    from dialects.nebula.authentication import token_of

    made = key_of(account, **values)
    return Explorer(Cookie=f"explorer_token={token_of(str(made.key.guid))}")


@pytest.fixture(autouse=True)
def no_failures_of_other_tests():
    from accounts import failures

    failures.of_keys.clear()


@pytest.fixture
def explorer(account):
    return explorer_of(account, name="Explorer")


@pytest.fixture
def foreign_explorer(stranger):
    return explorer_of(stranger)


@pytest.fixture
def nobody(db):
    return Explorer()


def query_step(**values):
    return {
        "key": "query_1",
        "kind": "http",
        "needs": [],
        "parameters": {"name": "Tony Parker", "depth": 1},
        "request": {
            "method": "POST",
            "url": "http://graph.example/query",
            "headers": {},
            "body": {"json": {"gql": STATEMENT}},
            "internal": False,
        },
        "outputs": {"rows": "body.data"},
        **values,
    }


@pytest.fixture
def make_workflow(account):
    """A workflow of this plan; its steps may have labels."""
    import runs.actions
    import workflows.actions

    def make(*, owner=account, name="workflow_q745a", number=None, steps=None, **plan):
        made = workflows.actions.create(owner, {"name": name})
        if number:
            made.number = number
            made.save(update_fields=["number"])
        steps = [query_step()] if steps is None else steps
        labels = [
            {"key": step["key"], "label": step.pop("label", "")} for step in steps
        ]
        runs.actions.publish(
            made, definition={"steps": labels}, plan={"steps": steps, **plan}
        )
        return made

    return make


@pytest.fixture
def workflow(make_workflow):
    return make_workflow(number=4216617528)


@pytest.fixture
def make_run(workflow):
    def make(*, process=workflow, **values):
        return ledger_rows.make_run(process, **values)

    return make


@pytest.fixture
def make_step(db):
    return ledger_rows.make_step


def at(milliseconds):
    return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(
        milliseconds=milliseconds
    )


def task_guid():
    return uuid.UUID("f93dea90fc3a11ecac7e6da0662c195b")


@pytest.fixture
def in_china(account):
    """The zone of the document's examples."""
    account.time_zone = "Asia/Shanghai"
    account.save()
    return SimpleNamespace(account=account)
