"""`make run` as a stranger meets it: curl, a killed worker, a frozen broker."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import signal

import pytest
import requests
from django.utils import timezone

from tests.servers.target import Target
from tests.system.product import Product
from tests.system.waiting import until

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("product"),
]


@pytest.fixture(scope="module")
def product():
    with Product() as product:
        yield product


@pytest.fixture
def target():
    with Target() as target:
        yield target


def finished(product, run):
    def look():
        found = product.call("GET", f"runs/{run['id']}/")
        return found if found["status"] not in {"waiting", "running"} else None

    return until(look, what="the run has ended", within_s=15)


def moment(text, *, later_s=0):
    return dt.datetime.fromisoformat(text) + dt.timedelta(seconds=later_s)


def started_after(product, job, count):
    def look():
        runs = product.call("GET", f"runs/?process={job['guid']}")["results"]
        done = [run for run in runs if run["status"] == "succeeded"]
        return done if len(done) > count else None

    return look


def test_healthz_answers_without_signing_in(product):
    answer = requests.get(f"{product.url}/healthz", timeout=5)

    assert (answer.status_code, answer.text) == (200, "ok")


def test_a_job_made_with_curl_does_exactly_what_was_asked_for(product, target):
    job = product.call(
        "POST",
        "jobs/",
        {
            "method": "PUT",
            "url": f"{target.url}/orders/7?of=a%20b",
            "headers": {"X-Custom-Header": "value", "Content-Type": "text/plain"},
            "body": "Zoë",
        },
    )
    run = product.call("POST", f"jobs/{job['id']}/run/", {})

    done = finished(product, run)

    assert done["status"] == "succeeded"
    [received] = target.wait_for(1)
    assert (received.method, received.path) == ("PUT", "/orders/7?of=a%20b")
    assert received.header("X-Custom-Header") == "value"
    assert received.header("Content-Type") == "text/plain"
    assert received.header("Idempotency-Key")
    assert received.body == "Zoë".encode()


def test_an_internal_job_signs_in_to_our_own_api(product):
    job = product.call("POST", "jobs/", {"method": "GET", "url": "/api/v1/jobs/"})

    done = finished(product, product.call("POST", f"jobs/{job['guid']}/run/", {}))

    assert done["status"] == "succeeded"
    exchange = done["steps"][0]["attempts"][0]
    assert exchange["response"]["status"] == 200
    assert "Steeple" not in str(exchange["request"])


def test_a_killed_worker_comes_back_and_the_next_occurrence_runs(product, target):
    job = product.call("POST", "jobs/", {"method": "GET", "url": f"{target.url}/beat"})
    product.call(
        "POST",
        "schedules/",
        {"process": job["guid"], "kind": "interval", "expression": "2"},
    )
    until(started_after(product, job, 0), what="a first run", within_s=15)
    [worker] = product.pids("celery --quiet -A scheduler_project worker")

    os.kill(worker, signal.SIGKILL)

    before = len(product.call("GET", f"runs/?process={job['guid']}")["results"])
    until(started_after(product, job, before), what="a run after the kill", within_s=30)
    assert product.pids("celery --quiet -A scheduler_project worker") != [worker]
    product.call("PATCH", f"jobs/{job['guid']}/", {"enabled": False})


def test_bytes_that_are_no_message_cost_a_worker_and_no_occurrence(product, target):
    job = product.call("POST", "jobs/", {"method": "GET", "url": f"{target.url}/on"})
    every_second = {"process": job["guid"], "kind": "interval", "expression": "1"}
    product.call("POST", "schedules/", {**every_second, "overlap": "queue_all"})
    until(started_after(product, job, 0), what="a first run", within_s=15)
    [worker] = product.pids("celery --quiet -A scheduler_project worker")

    product.broker().lpush("celery", b"\xff no message of anybody")

    until(
        lambda: (
            product.pids("celery --quiet -A scheduler_project worker")
            not in ([worker], [])
        ),
        what="the supervisor has begun another worker",
        within_s=30,
    )
    before = len(product.call("GET", f"runs/?process={job['guid']}")["results"])
    until(started_after(product, job, before), what="a run after it", within_s=30)
    product.call("PATCH", f"jobs/{job['guid']}/", {"enabled": False})
    dues = product.call("GET", f"runs/?process={job['guid']}")["results"]
    instants = sorted(moment(run["due_at"]) for run in dues)
    gaps = {later - one for one, later in itertools.pairwise(instants)}
    assert gaps == {dt.timedelta(seconds=1)}


def test_a_frozen_broker_delays_an_occurrence_and_says_so(product, target):
    job = product.call("POST", "jobs/", {"method": "GET", "url": f"{target.url}/late"})
    [broker] = product.pids("valkey-server")
    os.kill(broker, signal.SIGSTOP)
    try:
        product.call(
            "POST",
            "schedules/",
            {
                "process": job["guid"],
                "kind": "interval",
                "expression": "3",
                "most_firings": 1,
            },
        )
        [waiting] = until(
            lambda: product.call("GET", f"runs/?process={job['guid']}")["results"],
            what="the occurrence's run is in the ledger without a broker",
            within_s=15,
        )
        until(
            lambda: timezone.now() > moment(waiting["due_at"], later_s=2),
            what="two seconds have gone by",
            within_s=10,
        )
        assert target.received == []
    finally:
        os.kill(broker, signal.SIGCONT)

    [run] = until(started_after(product, job, 0), what="it runs", within_s=40)

    assert len(target.wait_for(1)) == 1
    assert moment(run["started_at"]) >= moment(run["due_at"], later_s=2)
    assert run["late_s"] >= 2


def test_ctrl_c_leaves_nothing_behind():
    with Product() as product:
        pids = product.pids("scheduler_project") + product.pids("valkey-server")
        assert len(pids) >= 4

        assert product.stop() == 0

        until(
            lambda: not (product.pids("scheduler_project") + product.pids("valkey")),
            what="every process is gone",
            within_s=10,
        )
