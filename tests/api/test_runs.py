from __future__ import annotations

import datetime as dt

import pytest

from runs.models import ProcessRun, StepRun
from tests.api.conftest import ROOT
from tests.conftest import answered, unanswered


def ids(answer):
    return [each["id"] for each in answer.json()["results"]]


def test_a_run_tells_what_it_is(api, job, start):
    run = start(input={"q": 1})

    shown = api.ask("get", f"runs/{run.pk}/").json()

    assert shown.pop("created_at").endswith("Z")
    assert shown == {
        "id": run.pk,
        "guid": str(run.guid),
        "process": {
            "id": job.number,
            "guid": str(job.guid),
            "name": job.name,
            "kind": "job",
        },
        "status": "waiting",
        "waiting_for": "turn",
        "stop_kind": None,
        "origin": "manual",
        "origin_guid": None,
        "schedule": None,
        "robot": None,
        "due_at": None,
        "started_at": None,
        "late_s": None,
        "finished_at": None,
        "deadline_at": None,
        "repeat_of": None,
        "input": {"q": 1},
        "step_input": {},
        "output": {},
        "error": "",
        "steps": [],
    }


def test_both_names_of_a_run_are_understood(api, start):
    run = start()

    by_guid = api.ask("get", f"runs/{run.guid}/")

    assert by_guid.json() == api.ask("get", f"runs/{run.pk}/").json()


def test_a_run_of_a_schedule_names_it(api, schedule, start):
    run = start(origin="schedule", origin_guid=schedule.guid)

    assert api.ask("get", f"runs/{run.pk}/").json()["schedule"] == str(schedule.guid)


@pytest.mark.parametrize(
    ("due", "started", "late_s"),
    [
        (None, 0, None),
        (0, None, None),
        (0, 0, 0),
        (0, 0.999, 0),
        (0, 21.5, 21),
        (0, 90_000, 90_000),
        # A firing that somebody moved to an earlier time.
        (3_600, 0, 0),
    ],
)
def test_how_late_it_began_is_said_in_whole_seconds(
    api, start, noon, due, started, late_s
):
    def at(seconds):
        return None if seconds is None else noon + dt.timedelta(seconds=seconds)

    run = start()
    ProcessRun.objects.update(due_at=at(due), started_at=at(started))

    assert api.ask("get", f"runs/{run.pk}/").json()["late_s"] == late_s
    assert api.ask("get", "runs/").json()["results"][0]["late_s"] == late_s


def test_a_step_says_for_what_it_waits_and_until_when(api, make_job, start, peer, work):
    peer.answers = [answered(503)]
    run = start(process=make_job(attempts=2, retry_delay_s=90))
    work(run)

    shown = api.ask("get", f"runs/{run.pk}/").json()

    [step] = shown["steps"]
    assert (step["status"], step["waiting_for"]) == ("waiting", "retry")
    wake_at = StepRun.objects.get().wake_at
    assert wake_at is not None
    assert dt.datetime.fromisoformat(step["wake_at"]) == wake_at
    assert shown["waiting_for"] == "retry"


def test_a_step_that_is_over_waits_for_nothing(api, start, peer, work):
    run = start()
    work(run)

    [step] = api.ask("get", f"runs/{run.pk}/").json()["steps"]

    assert (step["waiting_for"], step["wake_at"]) == (None, None)


def test_the_exchange_that_took_place_is_shown(api, make_job, start, peer, work):
    job = make_job(method="POST", url="http://api.example/a", body="hello")
    peer.answers = [answered(201, b'{"ok": true}')]
    run = start(process=job)
    work(run)

    shown = api.ask("get", f"runs/{run.pk}/").json()

    assert shown["status"] == "succeeded"
    assert shown["waiting_for"] is None
    [step] = shown["steps"]
    assert step["status"] == "succeeded"
    [attempt] = step["attempts"]
    assert attempt["number"] == 1
    assert attempt["task_id"] == "task-1"
    assert attempt["request"]["method"] == "POST"
    assert attempt["request"]["url"] == "http://api.example/a"
    assert attempt["response"] == {
        "status": 201,
        "headers": [["content-type", "application/json"]],
        "body": '{"ok": true}',
        "encoding": "text",
        "truncated": False,
    }


def test_a_call_without_an_answer_has_no_response_but_an_error(
    api, job, start, peer, work
):
    peer.answers = [unanswered("The server did not answer within 30 s.", "timeout")]
    run = start()
    work(run)

    shown = api.ask("get", f"runs/{run.pk}/").json()

    [attempt] = shown["steps"][0]["attempts"]
    assert attempt["response"] is None
    assert attempt["reason"] == "timeout"
    assert "did not answer" in attempt["error"]


def test_a_secret_is_masked_in_the_exchange(api, make_job, start, peer, work):
    job = make_job(headers={"Authorization": "Bearer canary-4711"})
    peer.answers = [answered(200, b"you sent Bearer canary-4711")]
    run = start(process=job)
    work(run)

    answer = api.ask("get", f"runs/{run.pk}/")

    assert dict(peer.requests[0].headers)["Authorization"] == "Bearer canary-4711"
    assert "you sent" in answer.content.decode()
    assert b"canary-4711" not in answer.content


def test_one_run_costs_as_many_queries_whatever_it_did(
    api, start, peer, work, django_assert_max_num_queries
):
    run = start()
    work(run)

    with django_assert_max_num_queries(4):
        api.ask("get", f"runs/{run.pk}/")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post"])
def test_runs_are_only_read(api, start, method):
    run = start()

    assert api.ask(method, f"runs/{run.pk}/", {"status": "failed"}).status_code == 405
    assert api.ask("post", "runs/", {"status": "failed"}).status_code == 405


def test_a_list_is_narrowed_by_what_is_asked(
    api, job, make_job, schedule, start, work, peer
):
    other = make_job(name="Other")
    waiting = start()
    ended = start(process=other)
    work(ended)
    planned = start(origin="schedule", origin_guid=schedule.guid)

    for query, found in [
        ("", [planned, ended, waiting]),
        ("?status=waiting", [planned, waiting]),
        ("?status=succeeded", [ended]),
        ("?status=lost", []),
        (f"?process={job.number}", [planned, waiting]),
        (f"?process={other.guid}", [ended]),
        ("?process=1", []),
        (f"?schedule={schedule.guid}", [planned]),
        ("?origin=schedule", [planned]),
        ("?origin=manual&status=succeeded", [ended]),
        ("?nothing=known", [planned, ended, waiting]),
    ]:
        answer = api.get(f"{ROOT}runs/{query}")
        assert ids(answer) == [run.pk for run in found], query


@pytest.mark.parametrize(
    ("query", "part"),
    [
        (
            "status=finished",
            "waiting, running, stopping, succeeded, failed, stopped, lost",
        ),
        ("status=skipped", "is unknown"),
        ("status=", "is unknown"),
        ("status=%00", "is unknown"),
        ("origin=nobody", "schedule, manual, api"),
        ("process=x", "the id or the GUID"),
        ("process=", "the id or the GUID"),
        ("schedule=5", "the GUID"),
        ("schedule=' OR 1=1", "the GUID"),
    ],
)
def test_a_bad_filter_is_told(api, query, part):
    answer = api.get(f"{ROOT}runs/?{query}")

    assert answer.status_code == 400
    [[sentence]] = answer.json()["errors"].values()
    assert part in sentence


def test_every_bad_filter_is_told_at_once(api):
    answer = api.get(f"{ROOT}runs/?status=x&process=x&page_size=0")

    assert set(answer.json()["errors"]) == {"status", "process"}
