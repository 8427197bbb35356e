"""Expressions in the texts of a job."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("url", "http://api.example/orders/{{ input.id }}?q={{ input.q || 'all' }}"),
        ("url", "http://api.example/{{ secrets.PATH }}"),
        ("url", "/internal/{{ input.id }}/"),
        ("body", '{"id": {{ input.id }}, "run": "{{ run.guid }}"}'),
        ("body", "{{ input }}"),
        (
            "headers",
            {"X-Run": "{{ run.guid }}", "Authorization": "{{ secrets.TOKEN }}"},
        ),
    ],
)
def test_input_run_and_secrets_may_be_looked_up(read, field, text):
    assert getattr(read(**{field: text}), field) == text


@pytest.mark.parametrize("field", ["url", "body", "headers"])
@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("{{ inptu.id }}", "inptu"),
        ("{{ steps.a.output }}", "steps"),
        ("{{ parameters.x }}", "parameters"),
        ("{{ input.id", "}}"),
        ("{{ input. }}", "input."),
        ("{{ upper(input.id) }}", "upper"),
        ("{{ @ }}", "@"),
        ("{{ secrets }}", "secrets."),
    ],
)
def test_what_cannot_be_looked_up_is_refused_at_its_field(
    refused, field, expression, named
):
    texts = {
        "url": f"http://api.example/{expression}",
        "body": expression,
        "headers": {"X": expression},
    }

    assert named in refused(**{field: texts[field]})[field]


@pytest.mark.parametrize(
    "url",
    [
        "http://{{ input.host }}/x",
        "http://{{input.host}}/x",
        "http://api.{{ input.tld }}",
        "http://api.example:{{ input.port }}/",
        "http://{{ input.user }}:pw@api.example/",
        "http://api.example{{ '/' }}evil",
        "{{ input.scheme }}://api.example/",
        "http{{ 's' }}://api.example/",
        "{{ input.url }}",
    ],
)
def test_scheme_host_and_port_are_never_computed(refused, url):
    assert "path and the query" in refused(url=url)["url"]


def test_two_braces_that_are_meant_as_such_can_be_written(read):
    assert read(body="{{ '{{' }} name }}").body == "{{ '{{' }} name }}"
