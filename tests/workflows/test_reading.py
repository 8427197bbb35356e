"""What may be said of a workflow, and how it is understood."""

from __future__ import annotations

import pytest

from tests.workflows.conftest import call, compose
from workflows import compile as compiler
from workflows import definition

BARE = "input.city != ''"


def planned(read_definition):
    return {step["key"]: step for step in compiler.plan(read_definition)["steps"]}


def test_a_step_waits_for_the_one_before_it_unless_told_otherwise(read):
    steps = [compose("a"), compose("b"), compose("c", needs=[]), compose("d")]

    plan = planned(read(*steps, compose("e", needs=["a", "d", "a"])))

    needs = {key: step["needs"] for key, step in plan.items()}
    assert needs == {"a": [], "b": ["a"], "c": [], "d": ["c"], "e": ["a", "d"]}


def test_needs_that_were_left_out_stay_so_when_steps_change_places(read):
    once = compiler.document(read(compose("a"), compose("b")))

    once["steps"].reverse()

    assert planned(definition.read(once))["a"]["needs"] == ["b"]


@pytest.mark.parametrize("said", [BARE, f"{{{{ {BARE} }}}}", f"  {BARE} "])
def test_a_condition_may_stand_in_braces(read, said):
    made = read(compose("a", when=said), parameters=[{"name": "city"}])

    assert planned(made)["a"]["when"] == BARE


def test_outputs_of_a_call_may_stand_in_braces(read):
    made = read(call("a", outputs={"rows": "{{ body.data[0] }}", "code": "status"}))

    assert planned(made)["a"]["outputs"] == {"rows": "body.data[0]", "code": "status"}


def test_a_call_is_planned_as_that_of_a_job(read):
    made = read(
        call("a", query={"page": 1}, attempts=3, timeout_s=5, headers={"x-a": "b"})
    )

    step = planned(made)["a"]
    assert step["request"] == {
        "method": "POST",
        "url": "http://api.example/orders",
        "query": {"page": 1},
        "headers": {"x-a": "b"},
        "body": {"text": ""},
        "internal": False,
    }
    assert (step["timeout_s"], step["retry"]["attempts"]) == (5, 3)


@pytest.mark.parametrize(
    ("body", "in_plan", "content_type"),
    [
        ("{}", {"text": "{}"}, None),
        ({"text": "a"}, {"text": "a"}, None),
        ({"json": {"a": [1]}}, {"json": {"a": [1]}}, "application/json"),
        ({"form": {"a": ["1", 2]}}, {"form": {"a": ["1", 2]}}, "form-urlencoded"),
    ],
)
def test_a_body_is_a_text_or_says_what_it_is(read, body, in_plan, content_type):
    request = planned(read(call("a", body=body)))["a"]["request"]

    assert request["body"] == in_plan
    sent = request["headers"].get("content-type", "")
    assert sent.endswith(content_type) if content_type else not sent


def test_a_content_type_that_is_given_stays(read):
    headers = {"Content-Type": "application/vnd.api+json"}

    made = read(call("a", body={"json": {}}, headers=headers))

    assert planned(made)["a"]["request"]["headers"] == headers


def test_a_path_makes_a_step_internal_and_it_accepts_json(read):
    request = planned(read(call("a", url="/echo/")))["a"]["request"]

    assert (request["internal"], request["headers"]) == (
        True,
        {"accept": "application/json"},
    )


def test_our_own_address_is_cut_off_an_internal_step(read):
    values = {
        "name": "x",
        "steps": [call("a", url="http://localhost:8000/echo/", internal=True)],
    }

    made = definition.read(values, own_origins=["http://localhost:8000"])

    assert planned(made)["a"]["request"]["url"] == "/echo/"


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ({"for_s": 90}, {"for_s": 90}),
        ({"for_s": 0}, {"for_s": 0}),
        ({"for_s": "{{ input.pause }}"}, {"for_s": "{{ input.pause }}"}),
        ({"until": "2026-01-31T09:00:00Z"}, {"until": "2026-01-31T09:00:00Z"}),
        ({"until": "{{ input.pause }}", "for_s": ""}, {"until": "{{ input.pause }}"}),
    ],
)
def test_a_wait_is_so_long_or_until_then(read, said, wait):
    made = read({"key": "a", "kind": "wait", **said}, parameters=[{"name": "pause"}])

    assert planned(made)["a"]["wait"] == wait


def test_fields_of_other_kinds_may_be_sent_along_empty(read):
    assert read(compose("a", url="", headers={}, for_s="", process=None))


def test_an_expression_may_look_at_all_that_is_over_by_then(read):
    steps = [
        compose("a", outputs={"x": 1}),
        compose("left", needs=["a"], outputs={"x": "{{ steps.a.output.x }}"}),
        compose("right", needs=["a"], when="steps.a.status == 'succeeded'"),
        compose(
            "end",
            needs=["left", "right"],
            parameters={"sum": "{{ steps.a.output.x }} {{ steps.left.output.x }}"},
            outputs={"y": "{{ parameters.sum }}", "z": "{{ run.guid }}"},
        ),
    ]

    assert read(*steps, outputs={"y": "{{ steps.end.output.y }}"})


@pytest.mark.parametrize(
    "expression",
    [
        "{a: steps.a.output, b: input.city}",
        "input.*",
        "[input.city][?steps]",
        "map(&steps, [input.city])",
        'steps."a".output',
        "steps.a.output.x.deeper.still",
    ],
)
def test_what_cannot_be_said_beforehand_is_not_refused(read, expression):
    """Names are checked where they are plain; else it is for the run to say."""
    steps = [compose("a", outputs={"x": 1}), compose("b", outputs={"y": "1"})]
    steps[1]["outputs"]["y"] = f"{{{{ {expression} }}}}"

    assert read(*steps, parameters=[{"name": "city"}])


def test_the_output_of_another_process_is_known_when_it_runs(read):
    steps = [
        {"key": "a", "kind": "process", "process": "Nightly"},
        compose("b", outputs={"y": "{{ steps.a.output.whatever }}"}),
    ]

    assert read(*steps)


def test_secrets_may_be_named_in_calls_alone(read):
    headers = {"X-Token": "{{ secrets.TOKEN }}"}

    assert read(call("a", headers=headers, url="http://h/?k={{ secrets.K }}"))


def test_what_is_read_can_be_read_again(read):
    made = read(
        call("a", query={"q": "{{ input.city }}"}, body={"json": {"a": None}}),
        compose("b", needs=[], when=BARE, outputs={"x": 1}, label="The sum"),
        {"key": "c", "kind": "wait", "for_s": 2},
        {"key": "d", "kind": "process", "process": "Other", "input": {"a": 1}},
        parameters=[{"name": "city", "type": "text", "default": "", "required": False}],
        outputs={"x": "{{ steps.b.output.x }}"},
        stop_on_error=False,
        webhook=True,
    )

    assert definition.read(compiler.document(made)) == made


def test_flags_have_turms_defaults(read):
    made = read()

    assert (made.stop_on_error, made.webhook) == (True, False)
    assert compiler.plan(made)["on_error"] == "stop"
    assert compiler.plan(read(stop_on_error=False))["on_error"] == "continue"


def test_none_is_as_good_as_left_out(read):
    left_out = dict.fromkeys(("label", "needs", "when", "parameters", "outputs"))

    assert read(compose("a", **left_out), parameters=None, outputs=None) == read(
        compose("a")
    )
