from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.display.json_text import indented

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{"a":1}', '{\n  "a": 1\n}'),
        ('[1,{"b":[]}]', '[\n  1,\n  {\n    "b": []\n  }\n]'),
        ("{}", "{}"),
        ("[ ]", "[]"),
        ('{"a":"{,:}\\""}', '{\n  "a": "{,:}\\""\n}'),
    ],
)
def test_objects_and_arrays_are_set_in_lines(text, lines):
    assert indented(text) == lines


@pytest.mark.parametrize(
    "text",
    ["", "plain", "4711", '"text"', "{not json}", "[" * 100_000, '{"a":1'],
)
def test_what_is_no_object_or_array_stays_as_it_is(text):
    assert indented(text) == text


@pytest.mark.parametrize("literal", ["1.0", "1E+2", "1e400", "0.10", '"\\u00e9"', "-0"])
def test_values_stay_as_they_were_written(literal):
    assert indented(f"[{literal}]") == f"[\n  {literal}\n]"


def test_a_key_that_is_there_twice_is_shown_twice():
    assert indented('{"a":1,"a":2}').count('"a"') == 2


@given(VALUES)
def test_it_is_the_same_json_afterwards(value):
    text = json.dumps(value)

    assert json.loads(indented(text)) == value
    if isinstance(value, list | dict):
        assert indented(text) == json.dumps(value, indent=2)
