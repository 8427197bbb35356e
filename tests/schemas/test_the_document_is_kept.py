"""Whatever schemathesis makes of the document: no 500, and no answer that it does not
tell of; over our API and over each of the four doors."""

from __future__ import annotations

import base64
import datetime as dt

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from schemathesis import checks
from schemathesis.specs.openapi import checks as conformance

from accounts import actions
from accounts.choices import Role
from scheduler_project.openapi import document
from scheduler_project.wsgi import application

pytestmark = pytest.mark.once

EXAMPLES = 10
CHECKS = [
    checks.not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_headers_conformance,
    conformance.response_schema_conformance,
]
# Headers that decide who asks, or that no client can send so.
OURS = {"authorization", "cookie", "content-length", "transfer-encoding", "host"}


def _schema():
    schema = schemathesis.openapi.from_dict(document.document())
    schema.app = application
    schema.config.update(base_url="http://localhost")
    return schema


schema = _schema()


@pytest.fixture
def one_connection():
    """As Django's test client has it: a request's end closes none in a transaction."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def belongings(account, job, make_schedule, start, make_workflow):
    """What the parameters of paths name, half of the time."""
    from runs.models import Robot
    from schedules.models import Blackout

    now = timezone.now()
    later = now + dt.timedelta(hours=1)
    run, workflow = start(), make_workflow()
    secret = actions.create_secret(account, name="s", hosts=["a.example"], value="1")
    known = {
        "jobs": job.guid,
        "workflows": workflow.guid,
        "schedules": make_schedule(process=job, now=now).guid,
        "runs": run.guid,
        "blackouts": Blackout.objects.create(
            account=account, name="b", starts_at=now, ends_at=later
        ).pk,
        "robots": Robot.objects.create(account=account, name="r").guid,
        "accounts": account.guid,
        "keys": actions.create_key(account).key.guid,
        "secrets": secret.pk,
    }
    return {
        "ident": known,
        "job_id": run.pk,
        "workflow_id": workflow.number,
        "task_id": "request",
        "key": "request",
        "number": "1",
        "name": workflow.name,
        "robustaSpid": run.guid,
        "guid": run.guid,
    }


@pytest.fixture
def make_workflow(account):
    import workflows.actions

    return lambda: workflows.actions.create(account, {"name": "Nightly"})


@pytest.fixture
def key(account):
    made = actions.create_key(account, role=Role.ADMIN)
    actions.note_use(made.key, now=timezone.now())
    return made


def credential(case, key):
    """The key, in the form that this door speaks."""
    if "/api/job" in case.path or "/api/process" in case.path:
        return "Bearer " + base64.b64encode(key.secret.encode()).decode()
    pair = f"{key.key.guid}:{key.secret}".encode()
    scheme = "Bearer" if case.path.endswith("/connect") else "Basic"
    return f"{scheme} {base64.b64encode(pair).decode()}"


def aim(case, belongings):
    """Every other time at things that are there."""
    known = (
        belongings["ident"].get(case.path.split("/")[3:4][0], "")
        if (case.path.startswith("/api/v1/"))
        else ""
    )
    for name in list(case.path_parameters or {}):
        there = known if name == "ident" else belongings.get(name)
        if there and len(str(case.path_parameters[name])) % 2:
            case.path_parameters[name] = str(there)


@pytest.mark.timeout(300)
@schema.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_what_the_document_says_holds(
    case, key, belongings, one_connection, monkeypatch
):
    # Nobody is there who would end what is waited for.
    monkeypatch.setattr("runs.api.waiting.until_over", lambda *_run, **_how: False)
    aim(case, belongings)
    case.headers = {
        name: value
        for name, value in (case.headers or {}).items()
        if name.lower() not in OURS
    }
    case.cookies = {}

    case.call_and_validate(
        headers={"Authorization": credential(case, key)}, checks=CHECKS
    )
