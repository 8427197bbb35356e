"""A secret parameter is encrypted where it is kept and masked where it is shown."""

from __future__ import annotations

import json

import pytest

import runs.actions
from accounts.vault import MASK
from runs import sealing
from runs.choices import Status
from runs.models import ProcessRun
from tests.conftest import answered
from tests.jobs.test_canary import CANARY, everything_kept, spelled
from tests.runs.conftest import compose, http, process

pytestmark = pytest.mark.django_db

DECLARED = {"parameters": [{"name": "password", "secret": True}, {"name": "user"}]}
GIVEN = {"password": CANARY, "user": "ada"}


def assert_nowhere():
    kept = everything_kept()
    for spelling in spelled(CANARY):
        assert spelling not in kept


def echo(request):
    shown = "\n".join([*spelled(CANARY), *map(str, request.headers)])
    return answered(200, json.dumps({"you": shown, "sent": CANARY}).encode())


@pytest.fixture
def calling():
    step = http(
        "a",
        method="POST",
        parameters={"login": "ada:{{ input.password }}"},
        outputs={"echo": "body.sent"},
    )
    step["request"] |= {
        "url": "http://api.example/{{ input.password }}",
        "query": {"p": "{{ input.password }}"},
        "headers": {"X-Login": "{{ json(parameters.login) }}"},
        "body": {"json": {"p": "{{ input.password }}"}},
    }
    return step


def test_it_is_sent_and_kept_nowhere(planned, start, work, peer, calling):
    last = compose("b", "a", outputs={"all": "{{ input }}", "from": "{{ steps.a }}"})
    outputs = {"x": "<{{ input.password }}>", "y": "{{ steps.b.output }}"}
    workflow = planned(calling, last, plan=DECLARED | {"outputs": outputs})
    peer.answers = [lambda: echo(peer.requests[-1])]

    run = start(process=workflow, input=GIVEN)
    assert_nowhere()
    work(run)

    assert run.status == Status.SUCCEEDED
    assert json.loads(peer.requests[0].body)["p"] == CANARY
    assert run.output["x"] == f"<{MASK}>"
    assert run.step_runs.get(key="a").input == {"login": f"ada:{MASK}"}
    assert run.shown_input == {"password": MASK, "user": "ada"}
    assert_nowhere()


@pytest.mark.parametrize(
    "expression",
    ["<{{ input.password }}{{ input.no }}>", "{{ sum(input.password) }}"],
)
def test_an_error_does_not_tell_it(planned, start, work, expression):
    step = compose("a", parameters={"x": expression})
    run = start(process=planned(step, plan=DECLARED), input=GIVEN)

    work(run)

    assert run.status == Status.FAILED
    assert_nowhere()


def test_a_call_that_cannot_be_made_does_not_tell_it(planned, start, work, calling):
    calling["request"]["headers"] = {"X-Login": "{{ input.password }}\r\nX: y"}
    run = start(process=planned(calling, plan=DECLARED), input=GIVEN)

    work(run)

    assert run.status == Status.FAILED
    assert "X-Login" in run.error
    assert_nowhere()


class TestAnotherRun:
    def test_again_has_it(self, planned, start, work, peer, calling, noon):
        first = start(process=planned(calling, plan=DECLARED), input=GIVEN)

        work(runs.actions.again(first, now=noon))

        assert json.loads(peer.requests[0].body)["p"] == CANARY
        assert_nowhere()

    def test_that_repeats_it_has_it(self, planned, start, work, peer, calling):
        peer.answers = [answered(500)]

        work(start(process=planned(calling, plan=DECLARED), input=GIVEN, repeats=1))

        assert [json.loads(r.body)["p"] for r in peer.requests] == [CANARY] * 2
        assert_nowhere()

    def test_below_has_it_where_it_is_declared(
        self, planned, start, work, peer, calling
    ):
        child = planned(calling, plan=DECLARED)
        values = {"password": "{{ input.password }}", "user": "x"}
        parent = planned(process("sub", child, input=values), plan=DECLARED)

        run = start(process=parent, input=GIVEN)
        work(run)

        assert run.status == Status.SUCCEEDED
        assert json.loads(peer.requests[0].body)["p"] == CANARY
        assert_nowhere()

    def test_below_does_not_begin_where_it_is_not(self, planned, start, work, calling):
        child = planned(calling, plan=DECLARED)
        values = {"password": "x", "user": "{{ input.password }}"}
        parent = planned(process("sub", child, input=values), plan=DECLARED)

        run = start(process=parent, input=GIVEN)
        work(run)

        assert run.status == Status.FAILED
        assert "“user” holds a secret" in run.error
        assert ProcessRun.objects.count() == 1
        assert_nowhere()


def test_without_its_key_the_run_fails_in_words(
    planned, start, work, peer, calling, settings
):
    from cryptography.fernet import Fernet

    run = start(process=planned(calling, plan=DECLARED), input=GIVEN)
    settings.VAULT_KEYS = [Fernet.generate_key().decode()]

    work(run)

    assert run.status == Status.FAILED
    assert "VAULT_KEYS" in run.error
    assert peer.requests == []


class TestSealing:
    @pytest.mark.parametrize("value", ["text", "", 7, 0.5, True, [1, "a"], {"a": None}])
    def test_what_was_sealed_is_opened_as_it_was(self, value):
        sealed = sealing.sealed({"a": value, "b": value}, ["a", "c"])

        assert sealed["b"] == value
        assert sealed["a"] != value
        assert sealing.opened(sealed, ["a", "c"]) == {"a": value, "b": value}
        assert sealing.shown(sealed)["a"] == MASK

    def test_nothing_is_sealed_where_nothing_was_given(self):
        assert sealing.sealed({"a": None}, ["a", "b"]) == {"a": None}

    def test_what_only_looks_sealed_stays_as_it_is(self):
        theirs = {"a": {"$sealed": "x"}}

        assert sealing.opened(theirs, []) == theirs

    def test_every_text_in_it_is_a_secret(self):
        value = {"k": ["one", {"x": "two", "n": 12345}], "yes": True, "none": None}

        assert set(sealing.texts_of({"a": value}, ["a", "b"])) == {
            "one",
            "two",
            "12345",
        }
