from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone

from tests.dialects.nebula.conftest import Explorer, encoded, explorer_of, key_of


@pytest.fixture
def made(account):
    return key_of(account, name="Explorer")


def pair(made):
    return f"{made.key.guid}:{made.secret}"


def listed(made):
    return json.dumps([str(made.key.guid), made.secret])


def connect(authorization, body=None):
    return Explorer(Authorization=authorization).post("connect", body)


def refusal(answer):
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize("spelled", [pair, listed])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Basic"])
def test_both_spellings_of_the_account_are_taken(made, spelled, scheme):
    answer = connect(f"{scheme} {encoded(spelled(made))}")

    assert answer.status_code == 200
    assert answer.json() == {
        "code": 0,
        "data": {"success": True},
        "message": "Success",
    }


def test_the_cookie_lives_for_three_days_and_is_no_scripts_business(made):
    cookie = connect(f"Bearer {encoded(pair(made))}").cookies["explorer_token"]

    assert cookie.value.startswith("eyJ")
    assert cookie["max-age"] == 259_200
    assert cookie["path"] == "/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"{", b'{"address": 1, "port": "x"}', b"[]", b"\xff"]
)
def test_address_and_port_mean_nothing_here(made, body):
    answer = Explorer(Authorization=f"Bearer {encoded(pair(made))}").ask(
        "post", "connect", raw=body
    )

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer !!",
        f"Bearer {encoded('root:123')}",
        f"Bearer {encoded('nobody')}",
        f"Bearer {encoded('[]')}",
        f"Bearer {encoded('[1, 2]')}",
        f"Bearer {encoded('[' * 5000)}",
        "Bearer //////8=",
        "Digest x",
    ],
)
def test_without_a_key_there_is_no_token(db, authorization):
    answer = connect(authorization)

    assert refusal(answer) == (401, 40104000)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Steeple"'
    assert not answer.cookies


def test_a_secret_may_hold_colons(made):
    # Only the first colon parts them, so this one is simply wrong.
    answer = connect(f"Bearer {encoded(pair(made) + ':')}")

    assert refusal(answer) == (401, 40104000)


class TestTheToken:
    @pytest.fixture
    def token(self, made):
        answer = connect(f"Bearer {encoded(pair(made))}")
        return answer.cookies["explorer_token"].value

    @pytest.mark.parametrize(
        ("header", "form"),
        [
            ("Cookie", "explorer_token={}"),
            ("Cookie", 'explorer_token="{}"'),
            ("Cookie", "a=b; explorer_token={}; c=d"),
            ("explorer_token", "{}"),
            ("explorer_token", '"{}"'),
            ("Authorization", "Bearer {}"),
            ("Authorization", "bearer {}"),
        ],
    )
    def test_opens_the_door_in_each_place(self, token, header, form):
        answer = Explorer(**{header: form.format(token)}).get("jobs")

        assert answer.json()["data"]["total"] == 0

    def test_is_over_after_three_days(self, token, time_machine):
        now = timezone.now()
        holder = Explorer(explorer_token=token)
        time_machine.move_to(now + dt.timedelta(seconds=259_199), tick=False)
        assert holder.get("jobs").status_code == 200

        time_machine.move_to(now + dt.timedelta(seconds=259_202), tick=False)

        assert refusal(holder.get("jobs")) == (401, 40104001)

    def test_ends_with_its_key(self, token, made):
        from accounts import actions

        actions.revoke_key(made.key, now=timezone.now())

        assert refusal(Explorer(explorer_token=token).get("jobs")) == (401, 40104001)

    def test_is_worth_nothing_when_it_is_changed(self, token):
        for spoilt in (token[:-1], token[1:], f"{token}x", "eyJhbxxx"):
            answer = Explorer(explorer_token=spoilt).get("jobs")
            assert refusal(answer) == (401, 40104001)

    def test_of_another_use_of_the_signature_is_refused(self, made):
        from django.core import signing

        forged = signing.dumps({"key": str(made.key.guid)}, salt="accounts.keys")

        assert refusal(Explorer(explorer_token=forged).get("jobs")) == (401, 40104001)


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "jobs"),
        ("get", "jobs/1"),
        ("put", "jobs/1/cancel"),
        ("get", "jobs/1/tasks/x/sample_result"),
        ("get", "workflows/1000000000/jobs"),
        ("post", "workflows/1000000000/jobs"),
        ("get", "no/such/thing"),
    ],
)
def test_without_a_token_everything_is_401(nobody, method, address):
    assert refusal(nobody.ask(method, address)) == (401, 40104000)


def test_a_key_itself_opens_the_door_as_well(made):
    answer = Explorer(Authorization=f"Basic {encoded(pair(made))}").get("jobs")

    assert answer.status_code == 200


def test_a_viewers_key_looks_and_changes_nothing(account, workflow, make_run):
    from runs.models import ProcessRun

    viewer, run = explorer_of(account, role="viewer"), make_run(status="waiting")

    assert viewer.get("jobs").status_code == 200
    started = viewer.post("workflows/4216617528/jobs")
    assert refusal(started) == (403, 40304000)
    assert refusal(viewer.put(f"jobs/{run.pk}/cancel")) == (403, 40304000)
    run.refresh_from_db()
    assert run.status == "waiting"
    assert ProcessRun.objects.count() == 1


def test_a_viewers_key_may_connect(account):
    made = key_of(account, role="viewer")

    assert connect(f"Bearer {encoded(pair(made))}").status_code == 200


def test_another_site_cannot_use_the_browsers_cookie(explorer, workflow):
    other = {"Sec-Fetch-Site": "cross-site"}

    answer = explorer.post("workflows/4216617528/jobs", **other)

    assert refusal(answer) == (403, 40304000)
    assert explorer.get("jobs", **other).json()["data"]["total"] == 0
