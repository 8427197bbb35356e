from __future__ import annotations

import pytest

import runs.actions
from runs import inputs, plan
from runs.choices import Origin
from runs.exceptions import InvalidInputError
from runs.models import ProcessRun
from tests.runs.conftest import compose

NAME = {"name": "name", "type": "text"}
NEEDED = {"name": "needed", "type": "text", "required": True}
DECLARED = [
    NAME,
    {"name": "count", "type": "number", "default": 3},
    {"name": "flag", "type": "boolean"},
    {"name": "any", "type": "json"},
]


def read(*parameters, steps=()):
    declared = [*parameters] if parameters != (None,) else None
    return plan.read({"steps": list(steps), "parameters": declared})


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name": ""},
        {"name": "Zoë {{ input.x }}"},
        {"name": None, "count": None, "flag": None, "any": None},
        {"count": 0},
        {"count": -1.5},
        {"flag": False},
        {"any": [1, {"a": None}]},
        {"any": "text"},
    ],
)
def test_what_is_declared_is_taken(given):
    assert inputs.refusals(read(*DECLARED), given, {}) == {}


@pytest.mark.parametrize(
    ("given", "place", "word"),
    [
        ({"name": 1}, "input.name", "text"),
        ({"name": True}, "input.name", "text"),
        ({"name": []}, "input.name", "text"),
        ({"count": "3"}, "input.count", "number"),
        ({"count": True}, "input.count", "number"),
        ({"count": float("nan")}, "input.count", "number"),
        ({"flag": "true"}, "input.flag", "true or false"),
        ({"flag": 0}, "input.flag", "true or false"),
        ({"nam": "x"}, "input.nam", "any, count, flag, name"),
        ({"name": "\x00"}, "input", "no text"),
        ({"any": {"\ud800": 1}}, "input", "no text"),
        ({"any": "x" * 1_100_000}, "input", "1 MiB"),
        ({"any": [0] * 1_100_000}, "input", "1 MiB"),
    ],
)
def test_what_is_not_is_refused_where_it_stands(given, place, word):
    sentences = inputs.refusals(read(*DECLARED), given, {})

    assert list(sentences) == [place]
    assert word in sentences[place]


def test_what_is_nested_too_deeply_is_refused():
    deep: object = 1
    for _ in range(2_000):
        deep = [deep]

    assert "nested" in inputs.refusals(read(*DECLARED), {"any": deep}, {})["input"]


@pytest.mark.parametrize("given", [{}, {"needed": None}])
def test_a_required_value_must_be_given(given):
    sentences = inputs.refusals(read(NEEDED), given, {})

    assert "required" in sentences["input.needed"]


def test_a_required_value_with_a_default_may_be_left_out():
    assert inputs.refusals(read(NEEDED | {"default": "x"}), {}, {}) == {}


def test_a_plan_that_declares_nothing_takes_anything():
    assert inputs.refusals(read(None), {"a": 1}, {}) == {}


def test_a_plan_that_declares_no_parameter_takes_none():
    assert "Nothing" in inputs.refusals(read(), {"a": 1}, {})["input.a"]


def test_unknown_names_may_be_passed_on():
    plan_ = read(NAME)

    assert inputs.refusals(plan_, {"other": 1}, {}, pass_unknown=True) == {}
    assert inputs.refusals(plan_, {"name": 1}, {}, pass_unknown=True)
    assert inputs.filled(plan_, {"other": 1}) == {"other": 1}


@pytest.mark.parametrize(
    ("given", "filled"),
    [
        ({}, 3),
        ({"count": None}, 3),
        ({"count": 0}, 0),
        ({"count": 7}, 7),
    ],
)
def test_a_default_takes_the_place_of_what_was_left_out(given, filled):
    assert inputs.filled(read(*DECLARED), given)["count"] == filled


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"no_such": {"name": 1}}, "step_input.no_such"),
        ({"a": {"no_such": 1}}, "step_input.a.no_such"),
        ({"a": 1}, "step_input.a"),
        ({"a": None}, "step_input.a"),
        ({"b": {"name": 1}}, "step_input.b.name"),
    ],
)
def test_a_step_takes_its_own_parameters_only(given, place):
    steps = [compose("a", parameters={"name": "x"}), compose("b")]

    assert list(inputs.refusals(read(steps=steps), {}, given)) == [place]


def test_a_value_for_a_step_may_be_of_any_type():
    steps = [compose("a", parameters={"name": "x"})]

    assert inputs.refusals(read(steps=steps), {}, {"a": {"name": [1, None]}}) == {}


@pytest.mark.django_db
class TestAStart:
    def test_is_refused_with_a_sentence_for_each_value(self, planned, start):
        workflow = planned(plan={"parameters": DECLARED})

        with pytest.raises(InvalidInputError) as refusal:
            start(process=workflow, input={"name": 1, "x": 2}, step_input={"a": {}})

        assert set(refusal.value.sentences) == {
            "input.name",
            "input.x",
            "step_input.a",
        }
        assert ProcessRun.objects.count() == 0

    def test_keeps_the_input_with_its_defaults(self, planned, start):
        run = start(process=planned(plan={"parameters": DECLARED}), input={"name": "x"})

        assert run.input == {"name": "x", "count": 3}

    def test_keeps_what_steps_were_given(self, planned, start):
        workflow = planned(compose("a", parameters={"name": "x"}))

        run = start(process=workflow, step_input={"a": {"name": "y"}})

        assert run.step_input == {"a": {"name": "y"}}

    def test_said_again_with_its_key_is_the_same_run(self, planned, start):
        workflow = planned(plan={"parameters": [NAME | {"secret": True}]})
        first = start(process=workflow, input={"name": "hush"}, idempotency_key="k")

        again = start(process=workflow, input={"name": "hush"}, idempotency_key="k")

        assert again.pk == first.pk

    def test_of_the_clock_is_not_refused_but_its_run_fails(
        self, planned, noon, work, peer
    ):
        workflow = planned(compose("a"), plan={"parameters": [NEEDED]})
        wanted = runs.actions.Start(process=workflow, origin=Origin.SCHEDULE)
        [run_id] = runs.actions.start_many([wanted], now=noon)
        run = ProcessRun.objects.get(pk=run_id)

        work(run)

        assert run.status == "failed"
        assert "input.needed" in run.error


@pytest.mark.django_db
def test_a_start_may_bring_its_own_guid_robot_and_deadline(start, noon):
    import uuid

    from runs.models import Robot

    guid, robot = uuid.uuid4(), Robot.objects.create(name="tower")

    run = start(guid=guid, robot=robot, stop_after_s=60)

    assert (run.guid, run.robot, run.waiting_for) == (guid, robot, "robot")
    assert (run.deadline_at - run.created_at).total_seconds() == 60
