"""Query and body with their values (D6)."""

from __future__ import annotations

import json

import pytest

from runs import filling
from runs.exceptions import ExpressionError
from tests.runs.conftest import http

CONTEXT = {
    "input": {
        "text": "Zoë & 1=2",
        "none": None,
        "yes": True,
        "n": 7,
        "list": ["a", None, 2],
        "object": {"a": 1},
        "lists": [["a"]],
        "evil": 'x"}\n{{ input.text }}',
    }
}
URL = "http://h/p"


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ({}, URL),
        ({"a": "b c"}, f"{URL}?a=b%20c"),
        ({"a b": "/?#&="}, f"{URL}?a%20b=%2F%3F%23%26%3D"),
        ({"a": "{{ input.text }}"}, f"{URL}?a=Zo%C3%AB%20%26%201%3D2"),
        ({"a": "<{{ input.n }}>"}, f"{URL}?a=%3C7%3E"),
        ({"a": "{{ input.none }}", "b": ""}, f"{URL}?b="),
        ({"a": "{{ input.missing }}"}, URL),
        ({"a": "{{ input.list }}"}, f"{URL}?a=a&a=2"),
        ({"a": ["x", "{{ input.n }}"]}, f"{URL}?a=x&a=7"),
        ({"a": "{{ input.yes }}", "b": 1.5, "c": None}, f"{URL}?a=true&b=1.5"),
        ({"a": "{{ json(input.object) }}"}, f"{URL}?a=%7B%22a%22%3A%201%7D"),
        ({"{{ input.n }}": "x"}, f"{URL}?%7B%7B%20input.n%20%7D%7D=x"),
    ],
)
def test_a_query_is_put_behind_the_path(query, sent):
    assert filling.url(URL, query, CONTEXT) == sent


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://h/p?x=1", "http://h/p?x=1&a=b"),
        ("http://h/p#end", "http://h/p?a=b#end"),
        ("http://h/p?x#end?", "http://h/p?x&a=b#end?"),
        ("http://h/{{ input.n }}", "http://h/7?a=b"),
        ("http://h/{{ '?' }}", "http://h/%3F?a=b"),
    ],
)
def test_it_comes_behind_what_the_url_says(url, sent):
    assert filling.url(url, {"a": "b"}, CONTEXT) == sent


@pytest.mark.parametrize("source", ["input.object", "input.lists"])
def test_what_no_query_can_carry_is_refused_naming_it(source):
    with pytest.raises(ExpressionError, match="“colour”"):
        filling.url(URL, {"colour": f"{{{{ {source} }}}}"}, CONTEXT)


@pytest.mark.parametrize(
    ("template", "sent"),
    [
        ({}, None),
        ({"text": ""}, None),
        ({"text": "plain"}, b"plain"),
        ({"text": "{{ input.text }}"}, "Zoë & 1=2".encode()),
        ({"text": "{{ input.none }}"}, None),
        ({"text": "{{ input.yes }}"}, b"true"),
        ({"text": "{{ input.object }}"}, b'{"a": 1}'),
        ({"form": {"a": "x y", "b": "{{ input.list }}"}}, b"a=x+y&b=a&b=2"),
        ({"form": {"a": "{{ input.none }}", "b": "{{ input.yes }}"}}, b"b=true"),
        ({"form": {}}, b""),
        ({"json": None}, b"null"),
        ({"json": {}}, b"{}"),
        ({"json": {"a": "{{ input.none }}", "b": ["{{ input.n }}"]}}, None),
    ],
)
def test_a_body_is_filled(template, sent):
    body = filling.body(template, CONTEXT)

    if "json" in template:
        assert json.loads(body.content or b"") in (
            template["json"],
            {"a": None, "b": [7]},
        )
    else:
        assert body.content == sent


def test_a_value_cannot_leave_its_leaf():
    template = {
        "json": {"gql": "GO FROM {{ quote(input.evil) }}", "x": "{{ input.evil }}"}
    }

    sent = json.loads(filling.body(template, CONTEXT).content or b"")

    assert sent == {
        "gql": 'GO FROM "x\\"}\n{{ input.text }}"',
        "x": CONTEXT["input"]["evil"],
    }


@pytest.mark.parametrize("form", [{"a": "{{ input.object }}"}, "{{ input.list }}"])
def test_what_is_no_form_is_refused(form):
    with pytest.raises(ExpressionError, match="form"):
        filling.body({"form": form}, CONTEXT)


@pytest.mark.parametrize(
    ("body", "own", "sent"),
    [
        ({"json": {}}, {}, "application/json"),
        ({"form": {"a": "b"}}, {}, "application/x-www-form-urlencoded"),
        (
            {"json": {}},
            {"content-type": "application/x-ndjson"},
            "application/x-ndjson",
        ),
        ({"text": "x"}, {}, None),
    ],
)
@pytest.mark.django_db
def test_a_form_or_json_says_its_type(planned, start, work, peer, body, own, sent):
    step = http("a", method="POST")
    step["request"] |= {"body": body, "headers": own, "query": {"q": "{{ input.q }}"}}

    work(start(process=planned(step), input={"q": "ä"}))

    [request] = peer.requests
    headers = {name.lower(): value for name, value in request.headers}
    assert headers.get("content-type") == sent
    assert request.url == "http://api.example/?q=%C3%A4"
