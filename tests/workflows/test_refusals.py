"""Wrong plans: each is refused at its place, with its sentence (issue 5, point 3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.conftest import call, compose
from workflows import actions, definition
from workflows.definition.values import MOST_PARAMETERS, MOST_STEPS
from workflows.exceptions import InvalidWorkflowError
from workflows.models import Workflow

NESTED: Any = "x"
for _depth in range(40):
    NESTED = [NESTED]

# Steps, the place of the refusal, and how its sentence begins.
WRONG_STEPS = [
    # Their keys and kinds.
    ([compose("")], "steps.0.key", "Give a name of letters"),
    ([{"kind": "compose"}], "steps.0.key", "Give a name of letters"),
    ([compose("1st")], "steps.0.key", "Give a name of letters"),
    ([compose("with blank")], "steps.0.key", "Give a name of letters"),
    ([compose("größe")], "steps.0.key", "Give a name of letters"),
    ([compose("a" * 101)], "steps.0.key", "Give a name of letters"),
    ([compose(5)], "steps.0.key", "Give a text here."),
    ([compose("a"), compose("a")], "steps.1.key", "There are several steps “a”."),
    ([{"key": "a"}], "steps.0.kind", "Choose one of http, compose, wait, process."),
    ([{"key": "a", "kind": "shell"}], "steps.0.kind", "Choose one of http,"),
    ([compose(label="a\nb")], "steps.0.label", "Give one line of at most"),
    (["query_1"], "steps.0", "Give an object with a key and a kind."),
    ([None], "steps.0", "Give an object with a key and a kind."),
    # Which waits for which.
    ([compose(needs=["z"])], "steps.0.needs", "There is no step “z” to wait for."),
    ([compose(needs="a")], "steps.0.needs", "Give a list of keys of steps."),
    ([compose(needs=[5])], "steps.0.needs", "Give a list of keys of steps."),
    (
        [compose("a", needs=["a"])],
        "steps.0.needs",
        "These steps wait for each other: a → a.",
    ),
    (
        [compose("a", needs=["b"]), compose("b")],
        "steps.0.needs",
        "These steps wait for each other: ",
    ),
    # What expressions look up.
    (
        [compose(when="input.city == 'Bonn'")],
        "steps.0.when",
        "“input.city” is not declared among the workflow's parameters.",
    ),
    (
        [call(body="{{ parameters.name }}")],
        "steps.0.body",
        "This step has no parameter “name”.",
    ),
    (
        [compose(outputs={"x": "{{ steps.gone.output.y }}"})],
        "steps.0.outputs.x",
        "There is no step “gone”.",
    ),
    (
        [compose("a", outputs={"x": "{{ steps.b.status }}"}), compose("b")],
        "steps.0.outputs.x",
        "The step “b” need not be over by then.",
    ),
    (
        [
            compose("a", outputs={"y": "1"}),
            compose("b", parameters={"x": "{{ steps.a.output.y }}"}, needs=[]),
        ],
        "steps.1.parameters.x",
        "The step “a” need not be over by then.",
    ),
    (
        [compose("a"), compose("b", outputs={"x": "{{ steps.a.output.y }}"})],
        "steps.1.outputs.x",
        "The step “a” has no output “y”.",
    ),
    (
        [compose("a"), compose("b", outputs={"x": "{{ steps.a.body }}"})],
        "steps.1.outputs.x",
        "A step has “output” and “status”.",
    ),
    (
        [compose(outputs={"x": "{{ keys(steps) }}"})],
        "steps.0.outputs.x",
        "Name one step: write steps.KEY.output.NAME.",
    ),
    (
        [compose(outputs={"x": "{{ run.account }}"})],
        "steps.0.outputs.x",
        "A run has no “account”.",
    ),
    (
        [compose(outputs={"x": "{{ environ.HOME }}"})],
        "steps.0.outputs.x",
        "“environ” is not known here.",
    ),
    (
        [compose(outputs={"x": "{{ secrets.TOKEN }}"})],
        "steps.0.outputs.x",
        "“secrets” is not known here.",
    ),
    (
        [compose(parameters={"x": "{{ parameters.y }}"})],
        "steps.0.parameters.x",
        "“parameters” is not known here.",
    ),
    ([compose(when="a ==")], "steps.0.when", "“a ==” cannot be read as an expression."),
    (
        [compose(outputs={"x": "{{ open }"})],
        "steps.0.outputs.x",
        "“{{” begins an expression that does not end",
    ),
    (
        [compose(outputs={"x": "{{ eval(input) }}"})],
        "steps.0.outputs.x",
        "There is no function eval().",
    ),
    (
        [call(outputs={"rows": "steps.a.output"})],
        "steps.0.outputs.rows",
        "“steps” is not known here.",
    ),
    ([call(outputs={"rows": ""})], "steps.0.outputs", "Say what “rows” is:"),
    ([call(outputs={"rows": 5})], "steps.0.outputs", "Say what “rows” is:"),
    # Names and values.
    ([compose(outputs={"a-b": 1})], "steps.0.outputs", "“a-b” cannot be a name here."),
    ([compose(outputs=["x"])], "steps.0.outputs", "Give an object, as in"),
    ([compose(parameters="x")], "steps.0.parameters", "Give an object, as in"),
    (
        [compose(parameters={"x": NESTED})],
        "steps.0.parameters",
        "This is nested deeper",
    ),
    ([compose(outputs={"x": "\x00"})], "steps.0.outputs", "It holds a character"),
    ([compose(outputs={"x": {1}})], "steps.0.outputs", "This is no value of JSON."),
    ([compose(when=5)], "steps.0.when", "Give a text here."),
    # Fields of other kinds, and of none.
    ([compose(url="http://h/")], "steps.0.url", "A step of the kind compose has no"),
    ([compose(colour="red")], "steps.0.colour", "A step of the kind compose has no"),
    (
        [{"key": "a", "kind": "wait", "for_s": 1, "outputs": {"x": 1}}],
        "steps.0.outputs",
        "A step of the kind wait has no outputs of its own.",
    ),
    # Calls.
    ([call(method="FOO")], "steps.0.method", "“FOO” is no verb"),
    ([call(url="ftp://h/")], "steps.0.url", "Begin the URL with http"),
    ([call(url="http://{{ input.h }}/")], "steps.0.url", "Expressions may stand in"),
    ([call(headers="[")], "steps.0.headers", "Write headers as a JSON object"),
    ([call(timeout_s=0)], "steps.0.timeout_s", "Give a number of seconds from 1"),
    ([call(attempts=0)], "steps.0.attempts", "Give a whole number of attempts"),
    ([call(body={"xml": ""})], "steps.0.body", "Give a text, or an object with one"),
    ([call(body={"form": {"a": {}}})], "steps.0.body", "A form is an object of texts"),
    ([call(body={"json": {"a": "\x00"}})], "steps.0.body", "It holds a character"),
    ([call(body={"text": 5})], "steps.0.body", "Give a text here."),
    ([call(query={"a": None})], "steps.0.query", "Give a text, a number, true or"),
    ([call(query={"": "a"})], "steps.0.query", "Give at most 100 parameters"),
    # Waits.
    ([{"key": "a", "kind": "wait"}], "steps.0.for_s", "Say for how many seconds, or"),
    (
        [{"key": "a", "kind": "wait", "for_s": 1, "until": "2026-01-31T09:00:00Z"}],
        "steps.0.for_s",
        "Say for how many seconds, or",
    ),
    ([{"key": "a", "kind": "wait", "for_s": -1}], "steps.0.for_s", "Give a number of"),
    ([{"key": "a", "kind": "wait", "for_s": "soon"}], "steps.0.for_s", "Give a number"),
    (
        [{"key": "a", "kind": "wait", "for_s": "{{ run.attempt }}0"}],
        "steps.0.for_s",
        "Give a number",
    ),
    ([{"key": "a", "kind": "wait", "for_s": True}], "steps.0.for_s", "Give a number"),
    (
        [{"key": "a", "kind": "wait", "until": "tomorrow"}],
        "steps.0.until",
        "Write an instant with its offset",
    ),
    (
        [{"key": "a", "kind": "wait", "until": "2026-01-31T09:00:00"}],
        "steps.0.until",
        "Write an instant with its offset",
    ),
    # Other processes.
    ([{"key": "a", "kind": "process"}], "steps.0.process", "Name the process to start"),
    (
        [{"key": "a", "kind": "process", "process": True}],
        "steps.0.process",
        "Name the process to start",
    ),
]

WRONG_VALUES = [
    ({"name": ""}, "name", "Give the workflow a name."),
    ({"steps": "query_1"}, "steps", "Give a list of steps."),
    ({"steps": [compose("a")] * (MOST_STEPS + 1)}, "steps", "There are more than 300"),
    ({"steps": [compose(label="x" * 1_100_000)]}, "steps", "The steps, parameters and"),
    ({"parameters": {}}, "parameters", "Give a list of parameters."),
    (
        {"parameters": [{"name": f"p{n}"} for n in range(MOST_PARAMETERS + 1)]},
        "parameters",
        "There are more than 100 parameters.",
    ),
    ({"parameters": ["city"]}, "parameters.0", "Give an object with a name and a"),
    ({"parameters": [{}]}, "parameters.0.name", "Give a name of letters"),
    ({"parameters": [{"name": "a b"}]}, "parameters.0.name", "Give a name of letters"),
    (
        {"parameters": [{"name": "a"}, {"name": "a"}]},
        "parameters.1.name",
        "There is another parameter of this name.",
    ),
    (
        {"parameters": [{"name": "a", "type": "date"}]},
        "parameters.0.type",
        "Choose one of text, number, boolean, json.",
    ),
    (
        {"parameters": [{"name": "a", "required": "yes"}]},
        "parameters.0.required",
        "Write true or false.",
    ),
    (
        {"parameters": [{"name": "a", "type": "number", "default": "5"}]},
        "parameters.0.default",
        "Give a number, without quotes.",
    ),
    (
        {"parameters": [{"name": "a", "secret": True, "default": "hunter2"}]},
        "parameters.0.default",
        "A secret has no default",
    ),
    (
        {"parameters": [{"name": "a", "usual": 1}]},
        "parameters.0.usual",
        "A parameter has only name, type,",
    ),
    (
        {"parameters": [{"name": "a", "description": "x" * 1_001}]},
        "parameters.0.description",
        "Give a text of at most 1000 characters.",
    ),
    ({"outputs": ["x"]}, "outputs", "Give an object, as in"),
    ({"outputs": {"1x": 1}}, "outputs", "“1x” cannot be a name here."),
    (
        {"outputs": {"x": "{{ steps.a.output.y }}"}},
        "outputs.x",
        "There is no step “a”.",
    ),
    ({"outputs": {"x": "{{ input.y }}"}}, "outputs.x", "“input.y” is not declared"),
    (
        {"outputs": {"x": "{{ parameters.y }}"}},
        "outputs.x",
        "“parameters” is not known",
    ),
    ({"stop_on_error": "yes"}, "stop_on_error", "Write true or false."),
    ({"webhook": 1}, "webhook", "Write true or false."),
    ({"unique": "no"}, "unique", "Write true or false."),
]


@pytest.mark.parametrize(("steps", "place", "begins"), WRONG_STEPS)
def test_a_wrong_step_is_refused_at_its_place(refused, steps, place, begins):
    sentences = refused(*steps)

    assert sentences[place].startswith(begins)


@pytest.mark.parametrize(("values", "place", "begins"), WRONG_VALUES)
def test_a_wrong_value_is_refused_at_its_place(refused, values, place, begins):
    sentences = refused(**values)

    assert sentences[place].startswith(begins)


def test_all_refusals_come_at_once(refused):
    wrong = [call(url="ftp://h/"), compose("1"), {"key": "w", "kind": "wait"}]

    places = set(refused(*wrong, outputs={"x": "{{ input.y }}"}))

    assert places == {"steps.0.url", "steps.1.key", "steps.2.for_s", "outputs.x"}


def test_a_circle_names_who_waits_and_for_whom(refused):
    steps = [
        compose("a", needs=["c"]),
        compose("b", needs=["a"]),
        compose("c", needs=["b"]),
        compose("d", needs=["c"]),
    ]

    [sentence] = refused(*steps).values()

    around = ("a → c → b → a", "c → b → a → c", "b → a → c → b")
    assert any(circle in sentence for circle in around)
    assert "d" not in sentence.partition(":")[2].partition(".")[0]


def test_a_key_twice_makes_no_riddle_of_a_circle(refused):
    places = set(refused(compose("a"), compose("b"), compose("a")))

    assert places == {"steps.0.key", "steps.2.key"}


def test_nothing_is_written_by_a_refused_change(make_workflow):
    made = make_workflow(compose("a"))
    before = Workflow.objects.filter(pk=made.pk).values().get()

    with pytest.raises(InvalidWorkflowError):
        actions.change(made, {"name": "Other", "steps": [compose("1")]})

    assert Workflow.objects.filter(pk=made.pk).values().get() == before
    assert made.versions.count() == 1


def test_three_hundred_wrong_steps_are_read_quickly(refused):
    """Each looks up a name of each other step: work grows with both."""
    texts = "".join(f"{{{{ steps.s{n}.status }}}}" for n in range(100))
    steps = [compose(f"s{n}", outputs={"x": texts}) for n in range(MOST_STEPS)]

    sentences = refused(*steps)

    assert "steps.0.outputs.x" in sentences


def test_a_sentence_quotes_no_foreign_text_at_length():
    with pytest.raises(InvalidWorkflowError) as refusal:
        definition.read({"name": "x", "steps": [compose("a", **{"z" * 5_000: 1})]})

    assert all(len(place) < 100 for place in refusal.value.sentences)
