"""POST /schedule/interval/newjob/: the parameters, the answer, the refusals."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine

from jobs.models import Job
from schedules.models import Schedule

ADDRESS = "/schedule/interval/newjob/"
CALL = {"verb": "POST", "uri": "http://api.example/orders"}
EXECUTE = "/workflow/execute/Getmyinvoices Documents nach Ecodms  Ecodms"


def faults(answer):
    assert answer.status_code == 422, answer.content
    detail = answer.json()["detail"]
    assert all(list(fault) == ["type", "loc", "msg", "input"] for fault in detail)
    return {tuple(fault["loc"]): fault["type"] for fault in detail}


def test_the_answer_names_the_job_its_trigger_and_its_next_run(door, account, noon):
    account.time_zone = "Europe/Berlin"
    account.save()
    with time_machine.travel(noon, tick=False):
        answer = door.query(ADDRESS, **CALL, name="Orders", minutes="60")

    job = Job.objects.get()
    assert answer.status_code == 200
    assert list(answer.json().items()) == [
        ("id", job.number),
        ("guid", str(job.guid)),
        ("name", "Orders"),
        ("trigger", "interval[1:00:00]"),
        ("next_run", "2026-03-02T14:00:00+01:00"),
    ]
    assert answer["Content-Type"] == "application/json"


def test_the_documents_own_example(door):
    """The table of "Einen Workflow zeitgesteuert ausführen", field by field."""
    name = "Getmyinvoices Documents nach Ecodms  Ecodms"
    answer = door.query(
        ADDRESS,
        type="POST",
        url=EXECUTE,
        name=name,
        header="",
        internal="true",
        body="",
        minutes="60",
    )

    assert answer.status_code == 200
    job = Job.objects.get()
    assert (job.method, job.url, job.name) == ("POST", EXECUTE, name)
    assert (job.internal, job.headers, job.body) == (True, {}, "")
    schedule = Schedule.objects.get()
    assert (schedule.kind, schedule.expression) == ("interval", "3600")


def test_left_out_it_runs_each_hour_under_a_name_made_for_it(door):
    answer = door.query(ADDRESS, verb="get", uri="http://google.de")

    assert answer.json()["name"] == "get|http://google.de"
    assert answer.json()["trigger"] == "interval[1:00:00]"


@pytest.mark.parametrize(
    ("minutes", "trigger"),
    [
        ("1", "interval[0:01:00]"),
        ("60", "interval[1:00:00]"),
        ("1440", "interval[1 day, 0:00:00]"),
        ("2881", "interval[2 days, 0:01:00]"),
    ],
)
def test_the_trigger_is_said_as_apscheduler_prints_it(door, minutes, trigger):
    assert door.query(ADDRESS, **CALL, minutes=minutes).json()["trigger"] == trigger


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (json.dumps(CALL | {"minutes": 5}), "application/json"),
        ("{'verb': 'POST', 'uri': 'http://api.example/orders', 'minutes': 5}", ""),
        ("verb=POST&uri=http://api.example/orders&minutes=5", ""),
        ("VERB=POST&Uri=http://api.example/orders&minutes=5", "text/plain"),
    ],
)
def test_a_body_is_taken_as_well(door, raw, content_type):
    answer = door.send("POST", ADDRESS, raw, content_type=content_type)

    assert answer.json()["trigger"] == "interval[0:05:00]"


def test_the_query_wins_over_the_body(door):
    body = {"verb": "DELETE", "url": "http://other.example/", "minutes": 9}
    door.send(
        "POST",
        f"{ADDRESS}?verb=POST&uri=http://api.example/orders&minutes=5",
        json.dumps(body),
    )

    job, schedule = Job.objects.get(), Schedule.objects.get()
    assert (job.method, job.url) == ("POST", "http://api.example/orders")
    assert schedule.expression == "300"


def test_with_and_without_the_slash_and_without_a_detour(door):
    assert door.query(ADDRESS.removesuffix("/"), **CALL).status_code == 200


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, {("query", "verb"): "missing", ("query", "uri"): "missing"}),
        ({"verb": "POST"}, {("query", "uri"): "missing"}),
        ({"verb": "POST", "uri": " "}, {("query", "uri"): "missing"}),
        (CALL | {"minutes": "0"}, {("query", "minutes"): "greater_than_equal"}),
        (CALL | {"minutes": "-5"}, {("query", "minutes"): "greater_than_equal"}),
        (CALL | {"minutes": "five"}, {("query", "minutes"): "int_parsing"}),
        (CALL | {"minutes": "1.5"}, {("query", "minutes"): "int_parsing"}),
        (CALL | {"minutes": "1e3"}, {("query", "minutes"): "int_parsing"}),
        (CALL | {"minutes": "1" + "0" * 12}, {("query", "minutes"): "less_than_equal"}),
        (CALL | {"minutes": "1" + "0" * 400}, {("query", "minutes"): "int_parsing"}),
        (CALL | {"internal": "perhaps"}, {("query", "internal"): "bool_parsing"}),
        (CALL | {"verb": "FETCH"}, {("query", "verb"): "value_error"}),
        (CALL | {"uri": "ftp://x.example"}, {("query", "uri"): "value_error"}),
        (
            CALL | {"uri": "/orders", "internal": "no"},
            {("query", "uri"): "value_error"},
        ),
        (CALL | {"header": "accept"}, {("query", "header"): "value_error"}),
        (CALL | {"header": "['accept']"}, {("query", "header"): "dict_type"}),
        (CALL | {"header": "{'a': {}}"}, {("query", "header"): "string_type"}),
        (CALL | {"header": "{'a b': 'c'}"}, {("query", "header"): "value_error"}),
        (CALL | {"name": "a\nb"}, {("query", "name"): "value_error"}),
        (CALL | {"name": "a" * 201}, {("query", "name"): "value_error"}),
        (CALL | {"type": "GET"}, {("query", "verb"): "value_error"}),
        (CALL | {"url": "http://b.example"}, {("query", "uri"): "value_error"}),
    ],
)
def test_what_cannot_be_taken_is_refused_in_fastapis_words(door, said, expected):
    assert faults(door.query(ADDRESS, **said)) == expected
    assert not Job.objects.exists()
    assert not Schedule.objects.exists()


def test_a_missing_parameter_is_told_to_the_letter(door):
    answer = door.query(ADDRESS, verb="POST")

    assert answer.content == (
        b'{"detail":[{"type":"missing","loc":["query","uri"],'
        b'"msg":"Field required","input":null}]}'
    )


def test_every_fault_is_told_at_once_where_it_stands(door):
    raw = json.dumps({"type": "FETCH", "url": "nowhere", "minutes": "x"})

    answer = door.send("POST", ADDRESS, raw)

    assert faults(answer) == {("body", "minutes"): "int_parsing"}
    raw = json.dumps({"type": "FETCH", "url": "nowhere"})
    assert faults(door.send("POST", ADDRESS, raw)) == {
        ("body", "type"): "value_error",
        ("body", "url"): "value_error",
    }


def test_a_body_that_nobody_can_read_is_refused(door):
    answer = door.send("POST", f"{ADDRESS}?verb=POST&uri=http://a.example", b"{'a'")

    assert faults(answer) == {("body", 0): "json_invalid"}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_verbs_are_not_there(door, method):
    answer = door.send(method, ADDRESS)

    assert (answer.status_code, answer.json()) == (
        405,
        {"detail": "Method Not Allowed"},
    )


def test_without_a_key_it_is_401_and_says_how(nobody):
    answer = nobody.query(ADDRESS, **CALL)

    assert (answer.status_code, answer.json()) == (401, {"detail": "Not authenticated"})
    assert answer["WWW-Authenticate"].startswith("Basic ")


def test_who_may_only_look_makes_none(looker):
    answer = looker.query(ADDRESS, **CALL)

    assert answer.status_code == 403
    assert isinstance(answer.json()["detail"], str)
    assert not Job.objects.exists()


def test_another_site_may_not_borrow_a_browsers_login(door):
    answer = door.send(
        "POST",
        f"{ADDRESS}?verb=GET&uri=http://a.example",
        HTTP_SEC_FETCH_SITE="cross-site",
    )

    assert answer.status_code == 403
    assert not Job.objects.exists()


def test_the_job_and_its_plan_are_made_together_or_not_at_all(door, monkeypatch):
    def fail(*_args, **_rest):
        raise RuntimeError

    monkeypatch.setattr("schedules.actions.create", fail)

    with pytest.raises(RuntimeError):
        door.query(ADDRESS, **CALL)
    assert not Job.objects.exists()


def test_the_job_belongs_to_the_keys_account(door, foreign_door, account, stranger):
    door.query(ADDRESS, **CALL)
    foreign_door.query(ADDRESS, **CALL)

    owners = Job.objects.order_by("pk").values_list("account", flat=True)
    assert list(owners) == [account.pk, stranger.pk]
    assert Schedule.objects.count() == 2


def test_the_same_words_again_make_another_job(door):
    first = door.query(ADDRESS, **CALL).json()
    second = door.query(ADDRESS, **CALL).json()

    assert first["id"] != second["id"]
    assert Job.objects.count() == 2


def test_its_first_run_comes_after_one_interval(door, noon):
    with time_machine.travel(noon, tick=False):
        door.query(ADDRESS, **CALL, minutes="5")

    assert Schedule.objects.get().next_fire_at == noon + dt.timedelta(minutes=5)
