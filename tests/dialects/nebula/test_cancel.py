from __future__ import annotations

import pytest


@pytest.fixture
def cancelled(explorer):
    def ask(run):
        answer = explorer.put(f"jobs/{run.pk}/cancel")
        assert answer.status_code == 200
        run.refresh_from_db()
        return answer.json()["data"]["success"]

    return ask


def test_a_waiting_job_ends_at_once(cancelled, explorer, make_run):
    run = make_run(status="waiting")

    assert cancelled(run) is True
    assert run.status == "stopped"
    assert explorer.get(f"jobs/{run.pk}").json()["data"]["status"] == 4


def test_a_running_job_stops_after_its_call(cancelled, explorer, make_run, make_step):
    run = make_run(status="running")
    make_step(run, status="running")

    assert cancelled(run) is True
    assert run.status == "stopping"
    assert run.stop_kind == "stop"
    assert "Explorer" in run.error
    assert explorer.get(f"jobs/{run.pk}").json()["data"]["status"] == 5


def test_cancelling_twice_changes_nothing_more(cancelled, make_run, make_step):
    run = make_run(status="running")
    make_step(run, status="running")

    assert (cancelled(run), cancelled(run)) == (True, True)
    assert run.status == "stopping"


@pytest.mark.parametrize("status", ["succeeded", "failed", "lost", "stopped"])
def test_a_job_that_is_over_is_not_cancelled(cancelled, make_run, status):
    run = make_run(status=status)

    assert cancelled(run) is False
    assert run.status == status


@pytest.mark.parametrize("body", [b"", b"{", b"a=b", b"\xff"])
@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "application/json", "", "x"]
)
def test_a_body_means_nothing_here(explorer, make_run, body, content_type):
    run = make_run(status="waiting")

    answer = explorer.ask(
        "put", f"jobs/{run.pk}/cancel", raw=body, content_type=content_type
    )

    assert answer.json()["data"] == {"success": True}


@pytest.mark.parametrize("method", ["get", "post", "delete", "patch"])
def test_only_put_cancels(explorer, make_run, method):
    run = make_run(status="waiting")

    answer = explorer.ask(method, f"jobs/{run.pk}/cancel")

    assert (answer.status_code, answer.json()["code"]) == (400, 40004000)
    run.refresh_from_db()
    assert run.status == "waiting"
