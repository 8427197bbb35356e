"""The cheap answer for those who ask again and again."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection

from runs.models import ProcessRun
from tests.api.conftest import Caller


@pytest.fixture
def run(start, noon):
    return start()


def ask(caller, run, **headers):
    return caller.ask("get", f"runs/{run.guid}/status/", **headers)


def test_it_says_how_the_run_is_doing(api, run):
    answer = ask(api, run)

    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "id": run.pk,
        "guid": str(run.guid),
        "status": "waiting",
        "waiting_for": "turn",
        "stop_kind": None,
        "created_at": answer.json()["created_at"],
        "started_at": None,
        "finished_at": None,
        "output": {},
        "error": "",
    }


def test_it_says_the_same_as_the_run_itself(api, run, work, peer):
    work(run)

    told = ask(api, run).json()
    whole = api.ask("get", f"runs/{run.guid}/").json()

    assert told["status"] == "succeeded"
    assert told == {name: whole[name] for name in told}


@pytest.mark.parametrize("spelled", ["pk", "guid"])
@pytest.mark.parametrize("slash", ["/", ""])
def test_it_is_named_by_id_or_guid(api, run, spelled, slash):
    address = f"runs/{getattr(run, spelled)}/status{slash}"

    assert api.ask("get", address).json()["id"] == run.pk


@pytest.mark.parametrize("ident", ["0", "x", "9" * 19, uuid.UUID(int=7)])
def test_what_is_not_there_is_a_problem_document(api, run, ident):
    answer = api.ask("get", f"runs/{ident}/status/")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "There is nothing at this address."


def test_anothers_run_is_not_there(foreign_api, run):
    assert ask(foreign_api, run).status_code == 404


def test_without_a_key_it_is_401(run):
    answer = ask(Caller(), run)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Basic realm="Steeple"'


def test_viewers_and_signed_in_people_may_ask(viewer_api, browser, run):
    assert ask(viewer_api, run).status_code == 200
    assert ask(browser, run).status_code == 200


def test_a_revoked_key_is_refused_at_once(api, run, noon):
    from accounts.models import ApiKey

    assert ask(api, run).status_code == 200
    ApiKey.objects.update(revoked_at=noon)

    assert ask(api, run).status_code == 401


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(api, run, method):
    assert api.ask(method, f"runs/{run.pk}/status/").status_code == 405


def test_it_costs_one_round_trip_where_that_can_be(api, run, django_assert_num_queries):
    ask(api, run)

    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):
        ask(api, run)
    assert ProcessRun.objects.count() == 1
