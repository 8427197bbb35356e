"""Values as people type them."""

from __future__ import annotations

import pytest

from workflows.drafts import words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", ""),
        ("Tim Duncan", "Tim Duncan"),
        ("3", 3),
        ("-1.5", -1.5),
        ("true", True),
        ("True", "True"),
        ("null", None),
        ('"3"', "3"),
        ('["a", 1]', ["a", 1]),
        ('{"a": {"b": null}}', {"a": {"b": None}}),
        ("{{ input.name }}", "{{ input.name }}"),
        ("NaN", "NaN"),
        ("1e999", "1e999"),
        ("[" * 100_000, "[" * 100_000),
        ("007", "007"),
        ("  two\nlines ", "  two\nlines "),
    ],
)
def test_a_text_needs_no_quotes(text, value):
    assert words.typed(text) == value
    assert type(words.typed(text)) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "3",
        "true",
        '"quoted"',
        "plain",
        " 5 ",
        "a\nb",
        3,
        1.5,
        None,
        [1, "2"],
        {"a": 1},
    ],
)
def test_what_is_written_is_read_back(value):
    assert words.typed(words.written(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        (" ", None),
        ("30", 30),
        (" 1.5 ", 1.5),
        ("soon", "soon"),
        ("true", "true"),
    ],
)
def test_a_number_that_is_none_stays_as_it_was_typed(text, value):
    assert words.number(text) == value
