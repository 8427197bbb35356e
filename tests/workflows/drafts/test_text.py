"""A draft as YAML or JSON."""

from __future__ import annotations

import pytest

from workflows.drafts import text


def test_types_are_those_of_json():
    found = text.read(
        "steps:\n- {key: a, d: 2027-01-01, y: yes, o: 010, t: 1:30, n: 1, f: 1e3, "
        "b: true, z: null, e: }"
    )

    assert found["steps"] == [
        {
            "key": "a",
            "d": "2027-01-01",
            "y": "yes",
            "o": "010",
            "t": "1:30",
            "n": 1,
            "f": 1000.0,
            "b": True,
            "z": None,
            "e": None,
        }
    ]


def test_json_is_taken_as_well():
    assert text.read('{"steps": [{"key": "a"}]}')["steps"] == [{"key": "a"}]


def test_nothing_is_a_draft_without_steps():
    assert text.read("") == {"parameters": [], "outputs": {}, "steps": []}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("steps: [", "Line 1"),
        ("steps:\n- key: a\n  url: {{ input.x }}", "Line 3: put templates in quotes"),
        ("steps: {}", "Write a list under “steps:”"),
        ("outputs: []", "Write names and values under “outputs:”"),
        ("steps: [1]", "Each entry under “steps:”"),
        ("- a", "Begin with “steps:”"),
        ("3", "Begin with “steps:”"),
        ("step: []", "“step” is not known here"),
        ("steps: [{key: a, key: b}]", "Line 1"),
        ("steps: &a [*a]", "anchors and aliases"),
        ("a: &a [x]\nb: [*a]", "anchors and aliases"),
        ("steps: " + "[" * 60, "nested deeper than 50"),
        ("steps: [{a: !!python/object:os.system x}]", "Line 1"),
        ("steps: [{a: !!binary aGk=}]", "Line 1"),
        ("steps: [{a: !!timestamp 2027-01-01}]", "Line 1"),
        ("steps: [{a: !!set {x}}]", "Line 1"),
        ("steps: [{? [a] : b}]", "Line 1"),
        ("%YAML 9\n---\nsteps: []\n--- \nsteps: []", "YAML"),
        ("\x00", "YAML"),
        ("x" * (text.LONGEST + 1), "longer than 1 MiB"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(written, words):
    with pytest.raises(text.TextError) as refusal:
        text.read(written)

    assert words in refusal.value.sentence


@pytest.mark.parametrize(
    "value",
    ["a\nb\n", "{{ input.x }}", "yes", "010", "2027-01-01", "'", '"', " x ", "#", "ü☂"],
)
def test_texts_come_back_as_they_were(value):
    written = text.write({"outputs": {"x": value}})

    assert text.read(written)["outputs"] == {"x": value}
