"""What a page shows of a definition means the same when it is sent."""

from __future__ import annotations

import pytest

from workflows import compile as compiler
from workflows import definition
from workflows.drafts import folding, text, whole

STEPS = [
    {"key": "a", "kind": "compose", "outputs": {"n": 1, "t": "1", "o": {"x": [None]}}},
    {
        "key": "query_1",
        "label": "Ask",
        "kind": "http",
        "needs": [],
        "when": "input.username != ''",
        "parameters": {"name": "Tim Duncan", "deep": {"a": ["{{ input.username }}"]}},
        "method": "put",
        "url": "https://api.example/a/{{ parameters.name }}",
        "query": {"q": "{{ parameters.name }}", "n": 5, "b": True, "s": "5"},
        "headers": {"x-one": "5", "x-two": "{{ input.username }}"},
        "body": {"json": {"gql": '{"', "list": [1, "{{ parameters.name }}"]}},
        "timeout_s": 12.5,
        "attempts": 3,
        "backoff": "exponential",
        "retry_delay_s": 2,
        "retry_on": [],
        "outputs": {"rows": "body.data"},
    },
    {
        "key": "form",
        "kind": "http",
        "method": "POST",
        "url": "/echo/",
        "body": {"form": {"a": "1", "b": ["x", "y"]}},
    },
    {
        "key": "plain",
        "kind": "http",
        "needs": ["a", "form"],
        "method": "POST",
        "url": "/echo/",
        "body": "a\nb\n\n  c",
    },
    {"key": "pause", "kind": "wait", "for_s": 1.5},
    {"key": "until", "kind": "wait", "until": "{{ input.when }}"},
    {
        "key": "sub",
        "kind": "process",
        "process": "Other",
        "input": {"x": 1, "y": "{{ input.when }}"},
    },
]
PARAMETERS = [
    {"name": "username", "type": "text", "default": ""},
    {"name": "when", "type": "text", "required": True, "description": "An instant"},
    {"name": "none", "type": "text"},
    {"name": "n", "type": "number", "default": 5},
    {"name": "b", "type": "boolean", "default": False},
    {"name": "j", "type": "json", "default": {"a": [1]}},
    {"name": "secret", "type": "text", "secret": True},
]
VALUES = {
    "name": "All of it",
    "parameters": PARAMETERS,
    "outputs": {"x": "{{ steps.a.output.n }}", "constant": 3},
    "steps": STEPS,
}


def document(values):
    return compiler.document(definition.read({"name": "All of it", **values}))


def sent_as_forms_do(fields):
    """As a browser sends it: line ends are CR LF, empty lists are not sent."""
    return {
        name: [value.replace("\n", "\r\n") for value in given]
        for name, given in fields.items()
        if given
    }


def test_fields_mean_the_definition_they_were_made_of():
    saved = document(VALUES)
    sent = sent_as_forms_do({**whole.send(saved), "editing": ["fields"]})

    assert document(whole.read(sent)) == saved


def test_the_text_means_the_definition_it_was_made_of():
    saved = document(VALUES)
    values = whole.read(whole.send(saved))

    assert document(text.read(text.write(values))) == saved


def test_folded_steps_mean_what_they_mean_unfolded():
    sent = whole.send(document(VALUES))
    folded = {n: given for n, given in sent.items() if not n.startswith("steps-")}
    folded["steps-TOTAL"] = sent["steps-TOTAL"]
    for place, part in folding.by_place(sent).items():
        folded[f"steps-{place}-folded"] = [folding.fold(part)]

    assert whole.read(folding.unfolded(folded)) == whole.read(sent)


@pytest.mark.parametrize("broken", ["", "{", "[]", "3", '{"key": 3}', '{"key": [{}]}'])
def test_what_was_not_folded_by_us_is_no_step(broken):
    sent = {"steps-TOTAL": ["1"], "steps-0-folded": [broken]}

    [step] = whole.read(folding.unfolded(sent))["steps"]
    assert step["kind"] == "http"


def test_a_field_the_page_does_not_know_is_kept():
    sent = whole.send({"steps": [{"key": "a", "kind": "compose", "later": [1]}]})

    assert whole.read(sent)["steps"] == [{"key": "a", "kind": "compose", "later": [1]}]


@pytest.mark.parametrize("total", ["", "x", "-1", "²", "9" * 30])
def test_a_count_that_is_none_is_bounded(total):
    assert whole.count({"steps-TOTAL": [total]}, "steps") <= whole.MOST
