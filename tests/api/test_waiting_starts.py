"""?wait=SECONDS answers when the run is over, or when the seconds are."""

from __future__ import annotations

import pytest
from django.db import connection

from runs.api import waiting
from runs.models import ProcessRun
from tests.conftest import answered


@pytest.fixture(params=["job", "workflow"])
def address(request):
    process = request.getfixturevalue(request.param)
    return f"{request.param}s/{process.number}/run/"


class Time:
    """A time that only goes on while somebody sleeps in it."""

    def __init__(self):
        self.pauses: list[float] = []
        # Called with each pause.
        self.meanwhile = lambda: None

    def monotonic(self):
        return sum(self.pauses)

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.meanwhile()


@pytest.fixture
def time(monkeypatch):
    time = Time()
    monkeypatch.setattr("runs.api.waiting.time", time)
    return time


@pytest.fixture
def a_worker_comes(time, work, peer):
    """A worker that looks at the run in one of the pauses."""

    def come(*, in_pause):
        def look():
            if len(time.pauses) == in_pause:
                work(ProcessRun.objects.get())

        time.meanwhile = look

    return come


def test_the_answer_comes_when_the_run_is_over(api, address, time, a_worker_comes):
    a_worker_comes(in_pause=3)

    answer = api.ask("post", f"{address}?wait=30")

    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["status"], shown["waiting_for"]) == ("succeeded", None)
    assert shown["finished_at"]
    assert len(time.pauses) == 3


def test_a_failure_is_an_answer_too(api, job, a_worker_comes, peer):
    peer.answers = [answered(500)]
    a_worker_comes(in_pause=1)

    answer = api.ask("post", f"jobs/{job.number}/run/?wait=5")

    assert (answer.status_code, answer.json()["status"]) == (201, "failed")
    assert answer.json()["error"]


def test_it_comes_at_last_when_the_seconds_are_over(api, address, time):
    answer = api.ask("post", f"{address}?wait=2")

    assert (answer.status_code, answer.json()["status"]) == (201, "waiting")
    assert sum(time.pauses) == pytest.approx(2)


@pytest.mark.parametrize("query", ["", "?wait=0", "?wait=00"])
def test_unasked_it_comes_at_once(api, address, time, query):
    assert api.ask("post", address + query).json()["status"] == "waiting"
    assert time.pauses == []


@pytest.mark.parametrize(
    "text", ["31", "-1", "1.5", "", "x", "1e1", "%2B5", "9" * 5_000, "%EF%BC%91", "%00"]
)
def test_what_is_no_number_of_seconds_starts_nothing(api, address, text):
    answer = api.ask("post", f"{address}?wait={text}")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["wait"]
    assert not ProcessRun.objects.exists()


def test_a_start_that_is_known_is_waited_for_as_well(api, address, a_worker_comes):
    api.ask("post", address, {}, idempotency_key="4711")
    a_worker_comes(in_pause=1)

    answer = api.ask("post", f"{address}?wait=5", {}, idempotency_key="4711")

    assert (answer.status_code, answer.json()["status"]) == (200, "succeeded")


def test_what_is_refused_is_not_waited_for(api, job, time):
    api.ask("patch", f"jobs/{job.number}/", {"enabled": False})

    assert api.ask("post", f"jobs/{job.number}/run/?wait=30").status_code == 409
    assert time.pauses == []


def test_too_many_that_wait_leave_threads_for_others(api, job, time):
    places = [waiting._places.acquire(blocking=False) for _ in range(4)]
    try:
        answer = api.ask("post", f"jobs/{job.number}/run/?wait=30")
    finally:
        for _ in places:
            waiting._places.release()

    assert all(places)
    assert (answer.status_code, answer.json()["status"]) == (201, "waiting")
    assert time.pauses == []


def test_who_has_waited_gives_the_place_back(api, job, time):
    for _ in range(2 * waiting.MOST_AT_ONCE):
        time.pauses.clear()
        api.ask("post", f"jobs/{job.number}/run/?wait=1")
        assert time.pauses


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_meanwhile(api, job, time):
    within: list[bool] = []
    time.meanwhile = lambda: within.append(connection.in_atomic_block)

    api.ask("post", f"jobs/{job.number}/run/?wait=1")

    assert set(within) == {False}
