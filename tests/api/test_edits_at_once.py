"""Two edits of one object at the same moment: both are there afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from runs.models import ProcessVersion
from workflows.models import Workflow

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="SQLite's database in memory serves one connection at a time",
    ),
]


def at_once(*asked):
    """The status codes of requests that set out together."""
    barrier = Barrier(len(asked))

    def ask(caller, *request):
        barrier.wait()
        try:
            return caller.ask(*request).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asked)) as threads:
        return sorted(threads.map(lambda each: ask(*each), asked))


def test_edits_of_different_fields_both_hold(api, job):
    address = f"jobs/{job.number}/"
    for n in range(10):
        found = at_once(
            (api, "patch", address, {"body": f"body {n}"}),
            (api, "patch", address, {"url": f"https://api.example/{n}"}),
        )
        shown = api.ask("get", address).json()
        assert found == [200, 200]
        assert (shown["body"], shown["url"]) == (
            f"body {n}",
            f"https://api.example/{n}",
        )
    assert ProcessVersion.objects.filter(process=job).count() == 21


def test_of_two_deletions_one_finds_it(api, schedule):
    address = f"schedules/{schedule.guid}/"

    assert at_once((api, "delete", address), (api, "delete", address)) == [204, 404]


def test_a_name_asked_for_twice_at_once_is_given_once(api):
    made = (api, "post", "workflows/", {"name": "Nightly"})

    assert at_once(made, made, made) == [201, 400, 400]
    assert Workflow.objects.count() == 1
