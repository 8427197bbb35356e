from __future__ import annotations

import dataclasses

import pytest

from runs import plan
from runs.exceptions import PlanError

REQUEST = {
    "method": "POST",
    "url": "http://api.example/",
    "headers": {},
    "body": {"text": ""},
    "internal": False,
}


def step(key, *needs, **rest):
    return {"key": key, "needs": list(needs), **rest}


def document(*steps, **rest):
    return {"steps": list(steps), "outputs": {}, **rest}


def test_a_step_is_read_with_all_it_says():
    read = plan.read(
        document(
            step("a", request=REQUEST, timeout_s=5.0, outputs={"id": "body.id"}),
            outputs={"x": "{{ steps.a.output.id }}"},
        )
    )

    [only] = read.steps
    assert (only.key, only.kind, only.request) == ("a", "http", REQUEST)
    assert (only.timeout_s, only.outputs) == (5.0, {"id": "body.id"})
    assert read.outputs == {"x": "{{ steps.a.output.id }}"}


def test_what_is_left_out_has_its_default():
    [only] = plan.read({"steps": [{"key": "a"}]}).steps

    assert (only.kind, only.needs, only.timeout_s) == ("http", (), 30.0)


def test_a_plan_without_steps_is_a_plan():
    assert plan.read(document()) == plan.Plan()


def test_what_a_job_compiles_to_can_be_read():
    from jobs import compile as compiler
    from jobs import definition

    made = definition.read({"method": "get", "url": "http://h/x"}, own_origins=[])

    [only] = plan.read(compiler.plan(made)).steps
    assert only.request["url"] == "http://h/x"


def test_a_plan_does_not_change():
    read = plan.read(document(step("a")))

    with pytest.raises(dataclasses.FrozenInstanceError):
        read.steps = ()  # type: ignore[misc]


def test_steps_are_found_by_key():
    read = plan.read(document(step("a"), step("b", "a")))

    assert read.step("b").needs == ("a",)
    with pytest.raises(KeyError, match="no_such"):
        read.step("no_such")


@pytest.mark.parametrize(
    ("method", "idempotent"),
    [
        *(("GET", True), ("HEAD", True), ("OPTIONS", True)),
        *(("PUT", True), ("DELETE", True), ("POST", False), ("PATCH", False)),
    ],
)
def test_what_may_be_sent_twice_follows_from_the_method(method, idempotent):
    read = plan.read(document(step("a", request={**REQUEST, "method": method})))

    assert read.steps[0].idempotent is idempotent


@pytest.mark.parametrize(
    ("steps", "named"),
    [
        ([step("a"), step("a")], "a"),
        ([step("a", "z")], "z"),
        ([step("a", "a")], "a"),
        ([step("a", "b"), step("b", "a")], "b"),
        ([step("x"), step("a", "x", "c"), step("b", "a"), step("c", "b")], "c"),
        ([{"kind": "http"}], "key"),
        ([step("a", colour="red")], "colour"),
    ],
)
def test_a_plan_that_could_never_end_is_refused_naming_the_place(steps, named):
    with pytest.raises(PlanError, match=named):
        plan.read(document(*steps))


def test_what_is_no_plan_is_refused():
    with pytest.raises(PlanError, match="steps"):
        plan.read({})


def test_a_long_chain_is_read_all_the_same():
    chain = [step("s0"), *(step(f"s{n}", f"s{n - 1}") for n in range(1, 2_000))]

    assert len(plan.read(document(*chain)).steps) == 2_000
