"""Buttons that add, take away and move."""

from __future__ import annotations

import pytest

from workflows.drafts import editing, whole


def page(*keys, **fields):
    steps = [{"key": key, "kind": "compose", "outputs": {"v": key}} for key in keys]
    sent = whole.send({"steps": steps, "parameters": [{"name": "p"}, {"name": "q"}]})
    return {**sent, **{f"steps-{n}-was": [key] for n, key in enumerate(keys)}, **fields}


def keys(sent):
    return [step.get("key") for step in whole.read(sent)["steps"]]


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("steps.add", ["a", "b", "c", "step_1"]),
        ("steps.add.0", ["a", "step_1", "b", "c"]),
        ("steps.remove.1", ["a", "c"]),
        ("steps.up.1", ["b", "a", "c"]),
        ("steps.down.1", ["a", "c", "b"]),
        ("steps.up.0", ["a", "b", "c"]),
        ("steps.down.2", ["a", "b", "c"]),
        ("steps.remove.9", ["a", "b", "c"]),
        ("steps.open.1", ["a", "b", "c"]),
        ("show", ["a", "b", "c"]),
        ("steps", ["a", "b", "c"]),
        ("outputs.add", ["a", "b", "c"]),
        ("steps.up.²", ["a", "b", "c"]),
        (f"steps.remove.{'9' * 5_000}", ["a", "b", "c"]),
        ("steps.add.x.y", ["a", "b", "c", "step_1"]),
    ],
)
def test_steps_are_rearranged_with_all_that_is_in_them(command, found):
    sent = editing.applied(page("a", "b", "c"), command)

    assert keys(sent) == found
    for step in whole.read(sent)["steps"]:
        assert step.get("outputs", {}).get("v") in {step["key"], None}


def test_a_new_step_gets_a_key_of_its_own():
    sent = editing.applied(page("step_1", "step_3"), "steps.add")

    assert keys(editing.applied(sent, "steps.add")) == [
        *("step_1", "step_3", "step_2", "step_4")
    ]


def test_parameters_come_and_go():
    sent = editing.applied(page("a"), "parameters.remove.0")
    sent = editing.applied(sent, "parameters.add")

    assert [each["name"] for each in whole.read(sent)["parameters"]] == ["q", ""]
    assert keys(sent) == ["a"]


def test_those_that_wait_for_a_step_follow_its_new_key():
    waits = {"steps-1-after": ["chosen"], "steps-1-needs": ["a"]}
    sent = page("a", "b", **waits) | {"steps-0-key": ["first"]}

    assert whole.read(editing.renamed(sent))["steps"][1]["needs"] == ["first"]


def test_a_key_that_another_step_has_now_is_left_alone():
    waits = {"steps-2-after": ["chosen"], "steps-2-needs": ["a"]}
    sent = page("a", "b", "c", **waits) | {"steps-0-key": ["x"], "steps-1-key": ["a"]}

    assert whole.read(editing.renamed(sent))["steps"][2]["needs"] == ["a"]


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("steps.add", "steps-3-key"),
        ("steps.add.0", "steps-1-key"),
        ("steps.up.2", "steps.up.1"),
        ("steps.down.0", "steps.down.1"),
        ("steps.remove.2", "steps-1-key"),
        ("steps.open.1", "steps-1-key"),
        ("parameters.add", "parameters-2-name"),
        ("show", ""),
    ],
)
def test_the_eye_goes_where_something_happened(command, name):
    assert editing.focus(command, editing.applied(page("a", "b", "c"), command)) == name
