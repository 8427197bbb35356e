"""Which steps begin, which are skipped, and how the run ends."""

from __future__ import annotations

import json

import pytest

from runs.choices import Status
from runs.models import Attempt
from tests.conftest import answered, unanswered
from tests.runs.conftest import compose, http

pytestmark = pytest.mark.django_db

DIAMOND = (http("a"), http("b", "a"), http("c", "a"), http("d", "b", "c"))


def failing(key, *needs):
    """Fails by itself, whatever the world answers."""
    return compose(key, *needs, outputs={"x": "<{{ input.missing }}>"})


@pytest.fixture
def lived(planned, start, work, peer):
    def lived(*steps, answers=(), plan=None, **wanted):
        peer.answers = list(answers)
        run = start(process=planned(*steps, plan=plan), **wanted)
        work(run)
        return run

    return lived


def test_a_diamond_is_carried_out_in_order(lived, states, peer):
    run = lived(*DIAMOND)

    assert run.status == Status.SUCCEEDED
    assert states(run) == dict.fromkeys("abcd", "succeeded")
    assert len(peer.requests) == 4
    began = list(run.step_runs.order_by("pk").values_list("key", flat=True))
    assert (began[0], began[-1], set(began)) == ("a", "d", set("abcd"))


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        ("input.x == 'yes'", "succeeded"),
        ("input.x != 'yes'", "skipped"),
        ("input.missing", "skipped"),
        ("input.zero", "succeeded"),
        ("input.empty", "skipped"),
        ("input.none || input.list", "skipped"),
        ("`true`", "succeeded"),
        ("`{}`", "skipped"),
        ("!(input.no)", "succeeded"),
        (" steps.first.output.n > `1` ", "succeeded"),
        ("steps.first.status == 'succeeded'", "succeeded"),
        ("steps.first.output.n > `2`", "skipped"),
        ("run.attempt == `1`", "succeeded"),
    ],
)
@pytest.mark.parametrize("kind", [compose, http])
def test_a_step_whose_condition_is_false_is_skipped(
    lived, states, kind, condition, state
):
    first = compose("first", outputs={"n": "{{ `2` }}"})
    values = {"x": "yes", "zero": 0, "empty": "", "none": None, "list": [], "no": False}

    run = lived(first, kind("a", "first", when=condition), input=values)

    assert states(run)["a"] == state
    assert run.status == Status.SUCCEEDED


def test_a_condition_that_cannot_be_asked_fails_its_step_in_words(lived, states):
    run = lived(http("a", when="length(input.n)"), input={"n": 1})

    assert run.status == Status.FAILED
    assert "length(input.n)" in run.error
    assert Attempt.objects.count() == 0


def test_a_join_runs_if_one_branch_ran(lived, states):
    run = lived(http("a"), http("b", "a", when="`false`"), *DIAMOND[2:])

    assert states(run) == {
        **dict.fromkeys("acd", "succeeded"),
        "b": "skipped",
    }


def test_a_join_is_skipped_if_all_branches_were_and_so_is_what_follows(lived, states):
    run = lived(
        http("a"),
        http("b", "a", when="`false`"),
        http("c", "a", when="`null`"),
        http("d", "b", "c"),
        http("e", "d"),
    )

    assert states(run) == {"a": "succeeded", **dict.fromkeys("bcde", "skipped")}
    assert run.status == Status.SUCCEEDED


def test_after_a_bad_end_nothing_new_starts(lived, states):
    run = lived(http("a"), http("b", "a"), answers=[answered(500)])

    assert states(run) == {"a": "failed"}
    assert run.status == Status.FAILED
    assert run.error == "The server answered 500 Internal Server Error."


def test_where_a_plan_goes_on_a_failed_need_counts_as_met(lived, states):
    run = lived(
        http("a"),
        http("b", "a"),
        http("c"),
        answers=[answered(500)],
        plan={"on_error": "continue"},
    )

    assert states(run) == {"a": "failed", "b": "succeeded", "c": "succeeded"}
    assert run.status == Status.FAILED
    assert run.error == "The server answered 500 Internal Server Error."


def test_what_comes_after_a_failed_step_can_ask_for_it(lived, states):
    run = lived(
        failing("a"),
        http("mend", "a", when="steps.a.status == 'failed'"),
        http("glad", "a", when="steps.a.status == 'succeeded'"),
        plan={"on_error": "continue"},
    )

    assert states(run) == {"a": "failed", "mend": "succeeded", "glad": "skipped"}


def test_a_join_after_a_failed_and_a_skipped_branch_runs(lived, states):
    run = lived(
        failing("b"),
        compose("c", when="`false`"),
        compose("d", "b", "c"),
        plan={"on_error": "continue"},
    )

    assert states(run) == {"b": "failed", "c": "skipped", "d": "succeeded"}
    assert run.status == Status.FAILED


def test_a_branch_that_has_begun_ends_though_another_failed(lived, states):
    run = lived(
        http("a"), http("b"), http("c", "b"), answers=[answered(500), answered()]
    )

    assert states(run) == {"a": "failed", "b": "succeeded"}
    assert run.status == Status.FAILED


def test_outputs_go_from_step_to_step_and_to_the_run(lived, peer):
    second = http("b", "a")
    second["request"] |= {"url": "http://api.example/{{ steps.a.output.id }}"}

    run = lived(
        http("a", outputs={"id": "body.rows[0].id", "code": "status"}),
        second,
        answers=[answered(201, b'{"rows": [{"id": "x/1"}]}')],
        plan={
            "outputs": {"id": "{{ steps.a.output.id }}", "c": "{{ steps.a.output }}"}
        },
    )

    assert peer.requests[1].url == "http://api.example/x%2F1"
    assert run.output == {"id": "x/1", "c": {"id": "x/1", "code": 201}}


def test_an_output_of_the_run_that_cannot_be_made_fails_it_in_words(lived):
    run = lived(compose("a"), plan={"outputs": {"x": "<{{ steps.a.output.no }}>"}})

    assert run.status == Status.FAILED
    assert "steps.a.output.no" in run.error
    assert run.output == {}


def test_the_parameters_of_a_step_are_kept_with_it(lived, peer):
    step = http("a", parameters={"name": "Tim", "town": "{{ input.town }}", "n": 1})
    step["request"] |= {
        "method": "POST",
        "body": {"json": {"who": "{{ parameters.name }}", "all": "{{ parameters }}"}},
    }

    run = lived(step, input={"town": "Ulm"}, step_input={"a": {"name": "{{ x }}"}})

    given = {"name": "{{ x }}", "town": "Ulm", "n": 1}
    assert run.step_runs.get().input == given
    assert json.loads(peer.requests[0].body) == {"who": "{{ x }}", "all": given}


def test_a_later_attempt_has_its_number(lived, peer, noon, work):
    from runs.models import StepRun

    step = http("a", retry={"attempts": 2, "delay_s": 0})
    step["request"] |= {"url": "http://api.example/{{ run.attempt }}"}

    run = lived(step, answers=[unanswered("No.", "refused"), answered()])
    work(run)

    assert [r.url[-1] for r in peer.requests] == ["1", "2"]
    assert StepRun.objects.get().attempts_made == 2


def test_the_firing_it_was_due_for_is_known(lived, noon):
    run = lived(compose("a", outputs={"due": "{{ run.due_at }}"}), due_at=noon)

    assert run.step_runs.get().output == {"due": noon.isoformat()}
