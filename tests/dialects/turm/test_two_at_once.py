"""Two calls at the same moment."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import quote

import pytest
from django.db import connection

from jobs.models import Job
from runs.models import ProcessRun
from tests.dialects.conftest import caller_for
from tests.dialects.turm.conftest import NAME

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="SQLite's database in memory serves one connection at a time",
    ),
]
CALLS = 4


@pytest.fixture
def at_once(account):
    """The answers to the same POST, sent by several clients together."""

    def at_once(path, body=None, **headers):
        callers = [caller_for(account) for _each in range(CALLS)]
        together = Barrier(CALLS)

        def call(caller):
            together.wait(10)
            try:
                raw = b"" if body is None else json.dumps(body)
                return caller.send("POST", path, raw, **headers)
            finally:
                connection.close()

        with ThreadPoolExecutor(CALLS) as threads:
            return list(threads.map(call, callers))

    return at_once


def test_of_what_runs_one_at_a_time_one_run_is_started(at_once, make_workflow):
    make_workflow(unique=True)

    answers = at_once(f"/workflow/execute/{quote(NAME)}")

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("message" in answer.json() for answer in answers) == CALLS - 1
    assert ProcessRun.objects.count() == 1


def test_attempts_of_one_call_start_one_run(at_once, make_workflow):
    make_workflow()

    answers = at_once(f"/workflow/execute/{quote(NAME)}", HTTP_IDEMPOTENCY_KEY="step-1")

    assert {answer.status_code for answer in answers} == {200}
    assert ProcessRun.objects.count() == 1


def test_jobs_are_made_each_for_itself(at_once, account):
    answers = at_once("/schedule/interval/newjob/?verb=GET&uri=http://api.example/")

    assert {answer.status_code for answer in answers} == {200}
    assert Job.objects.count() == CALLS
