"""What looks like an expression and would be taken for a text."""

from __future__ import annotations

import pytest

from workflows.drafts import doubts


def composed(value):
    return {"steps": [{"key": "a", "kind": "compose", "outputs": {"v": value}}]}


@pytest.mark.parametrize(
    "values",
    [
        composed("input.name"),
        composed(" steps.a.output.v "),
        {"steps": [{"kind": "http", "parameters": {"who": "input.name"}}]},
        {"steps": [{"kind": "process", "input": {"who": "parameters.name"}}]},
        {"outputs": {"x": "steps.full_name.output.value"}},
    ],
)
def test_an_expression_without_its_braces_is_doubted(values):
    assert len(doubts.bare(values)) == 1


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"steps": "no list", "outputs": "no rows"},
        composed("{{ input.name }}"),
        composed("input"),
        composed("My input. And more"),
        composed({"json": "input.name"}),
        # Bare expressions are what an HTTP call's outputs are.
        {"steps": [{"kind": "http", "outputs": {"v": "input.name"}}]},
    ],
)
def test_anything_else_is_not(values):
    assert doubts.bare(values) == []
