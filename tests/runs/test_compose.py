from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runs.choices import Status
from runs.models import Attempt
from tests.runs.conftest import compose

pytestmark = pytest.mark.django_db


def chain(length):
    """Each step counts one on."""
    first = compose("s0", outputs={"list": ["x"]})
    return first, *(
        compose(f"s{n}", f"s{n - 1}", outputs={"n": f"{{{{ steps.s{n - 1}.status }}}}"})
        for n in range(1, length)
    )


def test_outputs_are_computed_without_a_call(planned, start, work, peer):
    step = compose(
        "full_name",
        parameters={"first": "{{ input.first }}", "last": "Duncan"},
        outputs={
            "value": "{{ join(' ', [parameters.first, parameters.last]) }}",
            "as_json": "{{ json(parameters) }}",
            "literal": "{ {not} a template }",
        },
    )
    run = start(process=planned(step), input={"first": "Tim"})

    work(run)

    output = run.step_runs.get().output
    assert output["value"] == "Tim Duncan"
    assert json.loads(output["as_json"]) == {"first": "Tim", "last": "Duncan"}
    assert peer.requests == []
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("length", [2, 200])
def test_a_chain_is_one_look_and_as_many_queries_however_long(
    planned, start, work, peer, monkeypatch, length
):
    # However busy this machine is.
    monkeypatch.setattr("runs.looking.PATIENCE_S", 60)
    run = start(process=planned(*chain(length)))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        work(run)

    assert run.status == Status.SUCCEEDED
    assert run.step_runs.count() == length
    # Plan, lock, steps, the end of the run, and the test's own look.
    assert len(queries) <= 9


def test_an_impatient_look_leaves_the_rest_to_the_next_one(
    planned, start, work, peer, monkeypatch
):
    monkeypatch.setattr("runs.looking.PATIENCE_S", 0)
    run = start(process=planned(*chain(20)))

    work(run)

    assert run.status == Status.SUCCEEDED
    assert run.step_runs.count() == 20


def test_an_output_that_is_too_large_fails_its_step_in_words(planned, start, work):
    step = compose("big", outputs={"a": "{{ input.a }}", "b": "{{ input.a }}"})
    run = start(process=planned(step), input={"a": "x" * 700_000})

    work(run)

    assert run.status == Status.FAILED
    assert "1 MiB" in run.error
    assert run.step_runs.get().output == {}
