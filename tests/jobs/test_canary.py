"""Secrets are encrypted at rest and appear nowhere else (promise 10)."""

from __future__ import annotations

import base64
import json
import urllib.parse

import pytest
from django.db import connection

from jobs import actions
from tests.conftest import answered, unanswered

CANARY = "cänary/4711+yellow"
BEARER = f"Bearer {CANARY}"
USER = f"robot:{CANARY}"
HEADERS = {
    "authorization": BEARER,
    "COOKIE": f"sid={CANARY}; theme=dark",
    "X-Api-Key": CANARY,
}


def spelled(text):
    yield text
    yield urllib.parse.quote(text)
    yield urllib.parse.quote(text, safe="")
    yield json.dumps(text)[1:-1]
    yield base64.b64encode(text.encode()).decode().rstrip("=")


def everything_kept():
    """All rows of all tables, as one text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return "\n".join(map(str, rows)).replace("\\\\", "\\")


def assert_nowhere():
    kept = everything_kept()
    for text in (CANARY, BEARER, USER):
        for spelling in spelled(text):
            assert spelling not in kept


def echo(request):
    """An answer that gives back all it got, in many spellings."""
    shown = "\n".join(f"{name}: {value}" for name, value in request.headers)
    spellings = [way for text in (shown, CANARY, USER, BEARER) for way in spelled(text)]
    return answered(
        body="\n".join(spellings).encode(),
        headers=(("content-type", "text/plain"), ("x-echo", BEARER)),
    )


def bytes_that_are_no_text(request):
    return answered(body=b"\xff\x00" + BEARER.encode(), headers=())


def refusal(request):
    return answered(status=401, body=f"{CANARY} is wrong".encode())


def failure(request):
    return unanswered(f"The server answered nothing to {CANARY}.", "protocol")


def test_the_search_would_find_it(account):
    account.name = CANARY
    account.save()

    assert CANARY in everything_kept()


def test_no_table_holds_the_literal_of_a_saved_job(account):
    values = {"method": "POST", "url": "https://api.example/", "headers": HEADERS}
    job = actions.create(account, values, by="ada")
    url = f"https://robot:{urllib.parse.quote(CANARY, safe='')}@api.example/x"
    other = actions.create(account, {"method": "GET", "url": url})
    actions.change(job, values | {"headers": HEADERS, "url": "https://other.example/"})

    assert account.secrets.count() == 7
    assert CANARY not in other.name
    assert_nowhere()


@pytest.mark.parametrize("answer", [echo, bytes_that_are_no_text, refusal, failure])
def test_no_table_holds_it_after_a_run_however_the_server_answers(
    account, peer, start, work, answer
):
    values = {"method": "POST", "url": "https://api.example/", "headers": HEADERS}
    job = actions.create(account, values)
    peer.answers = [lambda: answer(peer.requests[-1])]

    work(start(process=job))

    assert dict(peer.requests[0].headers)["authorization"] == BEARER
    assert_nowhere()


def test_no_table_holds_it_when_it_stands_in_url_and_body(account, peer, start, work):
    from accounts.actions import keep_secret

    keep_secret(account, stem="KEY", host="api.example", value=CANARY)
    values = {
        "method": "POST",
        "url": "https://api.example/{{ secrets.KEY }}?k={{ secrets.KEY }}",
        "body": '{"k": "{{ secrets.KEY }}"}',
    }
    job = actions.create(account, values)
    peer.answers = [lambda: echo(peer.requests[-1])]

    work(start(process=job))

    assert CANARY in (peer.requests[0].body or b"").decode()
    assert_nowhere()


def test_no_table_holds_it_when_the_call_cannot_be_made(account, start, work):
    """A line end makes the value unfit for a header: nothing is sent, in words."""
    from accounts.actions import keep_secret

    keep_secret(account, stem="KEY", host="api.example", value=f"{CANARY}\nX: 1")
    values = {
        "method": "GET",
        "url": "https://api.example/",
        "headers": {"X-Key": "{{ secrets.KEY }}"},
    }
    run = start(process=actions.create(account, values))

    work(run)

    assert run.status == "failed"
    assert "X-Key" in run.step_runs.get().error
    assert_nowhere()


def test_the_internal_credential_is_kept_nowhere(account, peer, start, work):
    job = actions.create(account, {"method": "GET", "url": "/healthz"})
    peer.answers = [lambda: echo(peer.requests[-1])]

    work(start(process=job))

    credential = dict(peer.requests[0].headers)["Authorization"]
    assert credential.startswith("Steeple ")
    kept = everything_kept()
    assert credential not in kept
    assert credential.split()[1] not in kept
