"""Two edits of one object at the same moment: both are there afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from runs.models import ProcessRun, ProcessVersion
from schedules.models import OccurrenceChange
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
            method, address, *body = request
            headers = {"idempotency_key": body.pop()} if len(body) > 1 else {}
            return caller.ask(method, address, *body, **headers).status_code
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


def test_a_start_said_twice_at_once_is_one_run(api, job):
    address = f"jobs/{job.number}/run/"
    for n in range(5):
        body: dict[str, object] = {}
        said = (api, "post", address, body, f"key {n}")

        assert at_once(said, said, said) == [200, 200, 201]
    assert ProcessRun.objects.count() == 5


def test_of_two_stops_at_once_one_finds_it_over(api, start):
    stop = (api, "post", f"runs/{start().pk}/stop/")

    assert at_once(stop, stop) == [200, 409]


def test_a_firing_changed_twice_at_once_is_changed_once(api, schedule):
    shown = api.ask("get", f"schedules/{schedule.pk}/").json()
    skip = (
        api,
        "post",
        f"schedules/{schedule.pk}/skip/",
        {"at": shown["next_fire_at"]},
    )

    assert at_once(skip, skip, skip) == [200, 200, 200]
    assert OccurrenceChange.objects.count() == 1
