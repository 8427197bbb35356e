"""Ending runs, and running them again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from runs import claims, recording
from runs.models import Process, ProcessRun
from runs.slots import Slots
from runs.work import Carrier, Result
from tests.conftest import answered

FINAL = ["succeeded", "failed", "stopped", "lost"]


@pytest.fixture
def claim():
    def claim(run):
        carriers = {run.pk: Carrier(robot_id=None, task_id="")}
        return claims.claim(carriers, now=timezone.now(), slots=Slots()).work[0]

    return claim


@pytest.fixture
def finish():
    def finish(run, status):
        ProcessRun.objects.filter(pk=run.pk).update(
            status=status, waiting_for="", wake_at=None, finished_at=timezone.now()
        )

    return finish


@pytest.mark.parametrize(
    ("what", "error"), [("stop", "Stopped by Till."), ("abort", "Cut off by Till.")]
)
def test_what_has_not_begun_ends_at_once(api, start, what, error):
    run = start()

    answer = api.ask("post", f"runs/{run.guid}/{what}/")

    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["id"], shown["status"], shown["error"]) == (run.pk, "stopped", error)
    assert (shown["stop_kind"], shown["waiting_for"]) == (what, None)
    assert shown["finished_at"]


def test_what_is_under_way_is_stopping_until_its_call_has_ended(api, start, claim):
    run = start()
    held = claim(run)

    stopping = api.ask("post", f"runs/{run.pk}/stop/").json()
    result = Result(work=held, succeeded=True, outcome=answered(), error="")
    recording.record([result], now=timezone.now())
    stopped = api.ask("get", f"runs/{run.pk}/").json()

    assert (stopping["status"], stopping["stop_kind"]) == ("stopping", "stop")
    assert stopping["finished_at"] is None
    assert (stopped["status"], stopped["stop_kind"]) == ("stopped", "stop")
    assert stopped["steps"][0]["status"] == "succeeded"


def test_an_abort_hardens_a_stop_and_is_not_softened(api, start, claim):
    run = start()
    claim(run)

    kinds = [
        api.ask("post", f"runs/{run.pk}/{what}/").json()["stop_kind"]
        for what in ("stop", "stop", "abort", "stop")
    ]

    assert kinds == ["stop", "stop", "abort", "abort"]


@pytest.mark.parametrize("status", FINAL)
@pytest.mark.parametrize("what", ["stop", "abort"])
def test_what_is_over_is_a_conflict_that_names_its_state(
    api, start, finish, what, status
):
    run = start()
    finish(run, status)
    before = ProcessRun.objects.values().get()

    answer = api.ask("post", f"runs/{run.pk}/{what}/")

    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "title": "Conflict",
        "status": 409,
        "detail": f"The run is over already: {status}.",
        "state": status,
    }
    assert ProcessRun.objects.values().get() == before


def test_what_ends_at_the_same_moment_is_a_conflict(api, start, finish, monkeypatch):
    run = start()

    def too_late(_run, **_how):
        finish(run, "failed")
        return False

    monkeypatch.setattr("runs.actions.stop", too_late)

    answer = api.ask("post", f"runs/{run.pk}/stop/")

    assert (answer.status_code, answer.json()["state"]) == (409, "failed")


def test_a_freed_lane_is_published_after_the_commit(
    api, make_job, start, hints, django_capture_on_commit_callbacks
):
    job = make_job(unique=True)
    first, second = start(process=job), start(process=job)

    with django_capture_on_commit_callbacks(execute=True):
        api.ask("post", f"runs/{first.pk}/stop/")

    assert second.pk in hints


def test_a_run_is_begun_again_with_the_same_version_and_input(api, make_job, start):
    job = make_job(url="https://api.example/old")
    run = start(process=job, input={"q": 1})
    api.ask("patch", f"jobs/{job.number}/", {"url": "https://api.example/new"})

    answer = api.ask("post", f"runs/{run.guid}/again/")

    assert answer.status_code == 201
    new = ProcessRun.objects.latest("id")
    shown = answer.json()
    assert answer["Location"].endswith(f"/api/v1/runs/{new.pk}/")
    assert shown["id"] == new.pk != run.pk
    assert (shown["origin"], shown["status"]) == ("again", "waiting")
    assert (shown["input"], shown["process"]["id"]) == ({"q": 1}, job.number)
    assert (new.version_id, new.origin_guid) == (run.version_id, run.guid)


@pytest.mark.parametrize("status", FINAL)
def test_again_minds_no_end(api, start, finish, status):
    run = start()
    finish(run, status)

    assert api.ask("post", f"runs/{run.pk}/again/").status_code == 201


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"enabled": False}, "is switched off"),
        ({"enabled": False, "archived_at": timezone.now()}, "has been deleted"),
    ],
)
def test_what_may_not_be_started_is_not_begun_again(api, start, values, part):
    run = start()
    Process.objects.update(**values)

    answer = api.ask("post", f"runs/{run.pk}/again/")

    assert answer.status_code == 409
    assert part in answer.json()["detail"]
    assert ProcessRun.objects.count() == 1


@pytest.mark.parametrize("what", ["stop", "abort", "again"])
class TestEachOfThem:
    def test_takes_no_words(self, api, start, what):
        run = start()

        answer = api.ask("post", f"runs/{run.pk}/{what}/", {"why": "x"})

        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["why"]
        assert ProcessRun.objects.get().status == "waiting"

    @pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
    def test_is_a_post(self, api, start, what, method):
        run = start()

        assert api.ask(method, f"runs/{run.pk}/{what}/").status_code == 405

    @pytest.mark.parametrize("ident", ["0", "x", "9" * 30])
    def test_needs_a_run(self, api, start, what, ident):
        start()

        assert api.ask("post", f"runs/{ident}/{what}/").status_code == 404
