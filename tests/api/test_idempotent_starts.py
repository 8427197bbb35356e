"""The same Idempotency-Key is the same run."""

from __future__ import annotations

import pytest

from runs.models import Process, ProcessRun


@pytest.fixture(params=["job", "workflow"])
def address(request):
    process = request.getfixturevalue(request.param)
    return f"{request.param}s/{process.number}/run/"


def test_said_again_it_is_the_same_run(api, address):
    first = api.ask("post", address, {"input": {"q": 1}}, idempotency_key="4711")
    again = api.ask("post", address, {"input": {"q": 1}}, idempotency_key="4711")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert ProcessRun.objects.get().idempotency_key == "4711"


def test_said_again_it_shows_how_far_the_run_is(api, address, work, peer):
    api.ask("post", address, {}, idempotency_key="4711")
    work(ProcessRun.objects.get())

    again = api.ask("post", address, {}, idempotency_key="4711")

    assert (again.status_code, again.json()["status"]) == (200, "succeeded")


def test_without_a_key_or_with_another_each_start_is_a_run(api, address):
    for headers in ({}, {}, {"idempotency_key": "a"}, {"idempotency_key": "b"}):
        assert api.ask("post", address, {}, **headers).status_code == 201

    assert ProcessRun.objects.count() == 4


def test_another_body_under_the_same_key_is_refused(api, address):
    api.ask("post", address, {"input": {"q": 1}}, idempotency_key="4711")

    answer = api.ask("post", address, {"input": {"q": 2}}, idempotency_key="4711")

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert "belongs to another start" in answer.json()["detail"]
    assert ProcessRun.objects.get().input == {"q": 1}


def test_so_is_another_process(api, make_job):
    one, other = make_job(name="One"), make_job(name="Other")
    api.ask("post", f"jobs/{one.number}/run/", {}, idempotency_key="4711")

    answer = api.ask("post", f"jobs/{other.number}/run/", {}, idempotency_key="4711")

    assert answer.status_code == 422
    assert ProcessRun.objects.count() == 1


def test_another_accounts_key_is_free(api, foreign_api, job, make_job, stranger):
    foreign = make_job(owner=stranger)
    api.ask("post", f"jobs/{job.number}/run/", {}, idempotency_key="4711")

    address = f"jobs/{foreign.number}/run/"
    answer = foreign_api.ask("post", address, {}, idempotency_key="4711")

    assert answer.status_code == 201


def test_so_it_is_where_the_start_is_refused(api, foreign_api, job, make_job, stranger):
    foreign = make_job(owner=stranger)
    foreign_api.ask("post", f"jobs/{foreign.number}/run/", {}, idempotency_key="4711")
    Process.objects.filter(pk=job.pk).update(enabled=False)

    answer = api.ask("post", f"jobs/{job.number}/run/", {}, idempotency_key="4711")

    assert answer.status_code == 409


def test_a_known_run_is_shown_though_its_process_is_switched_off(api, address):
    api.ask("post", address, {}, idempotency_key="4711")
    Process.objects.update(enabled=False)

    assert api.ask("post", address, {}, idempotency_key="4711").status_code == 200
    assert api.ask("post", address, {}, idempotency_key="4712").status_code == 409


@pytest.mark.parametrize("key", ["x", "x" * 255, '"4711"', "a b", "schlüssel"])
def test_any_printable_text_is_a_key(api, address, key):
    key = key.encode().decode("latin-1")

    assert api.ask("post", address, {}, idempotency_key=key).status_code == 201
    assert api.ask("post", address, {}, idempotency_key=key).status_code == 200


@pytest.mark.parametrize("key", ["", "x" * 256, "x" * 10_000, "a\x01", "a\tb"])
def test_what_is_no_key_is_refused(api, address, key):
    answer = api.ask("post", address, {}, idempotency_key=key)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["Idempotency-Key"]
    assert not ProcessRun.objects.exists()


def test_of_two_starts_at_once_one_is_the_others(api, job, monkeypatch):
    address = f"jobs/{job.number}/run/"
    import runs.actions

    look, looked = runs.actions._known_run, []

    def as_if_it_were_not_there_yet(wanted):
        looked.append(wanted)
        return None if len(looked) == 2 else look(wanted)

    monkeypatch.setattr("runs.actions._known_run", as_if_it_were_not_there_yet)
    first = api.ask("post", address, {}, idempotency_key="4711")

    second = api.ask("post", address, {}, idempotency_key="4711")

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
