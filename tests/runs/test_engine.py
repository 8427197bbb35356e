from __future__ import annotations

import pytest

from runs import engine, plan
from runs.choices import FINAL, Status


def planned(**needs):
    """A plan of these steps: `planned(a="", b="a")`."""
    steps = [{"key": key, "needs": list(text)} for key, text in needs.items()]
    return plan.read({"steps": steps})


def keys(steps):
    return "".join(step.key for step in steps)


DIAMOND = planned(a="", b="a", c="a", d="bc")


@pytest.mark.parametrize(
    ("states", "startable"),
    [
        ({}, "a"),
        ({"a": "waiting"}, ""),
        ({"a": "running"}, ""),
        ({"a": "stopping"}, ""),
        ({"a": "succeeded"}, "bc"),
        ({"a": "skipped"}, "bc"),
        ({"a": "succeeded", "b": "running"}, "c"),
        ({"a": "succeeded", "b": "succeeded", "c": "running"}, ""),
        ({"a": "succeeded", "b": "succeeded", "c": "succeeded"}, "d"),
        ({"a": "succeeded", "b": "skipped", "c": "succeeded"}, "d"),
        (dict.fromkeys("abcd", "succeeded"), ""),
        ({"a": "failed"}, ""),
        ({"a": "succeeded", "b": "failed"}, ""),
        ({"a": "succeeded", "b": "lost"}, ""),
        ({"a": "succeeded", "b": "stopped"}, ""),
    ],
)
def test_a_step_may_start_when_its_needs_have_ended_well(states, startable):
    assert keys(engine.startable(DIAMOND, states)) == startable


def test_steps_without_needs_start_together_in_the_plans_order():
    assert keys(engine.startable(planned(b="", a="", c="b"), {})) == "ba"


@pytest.mark.parametrize(
    ("states", "conclusion"),
    [
        ({}, None),
        ({"a": "succeeded"}, None),
        ({"a": "succeeded", "b": "succeeded"}, Status.SUCCEEDED),
        ({"a": "skipped", "b": "succeeded"}, Status.SUCCEEDED),
        ({"a": "running"}, None),
        ({"a": "waiting"}, None),
        ({"a": "stopping"}, None),
        ({"a": "failed"}, Status.FAILED),
        ({"a": "lost"}, Status.LOST),
        ({"a": "stopped"}, Status.STOPPED),
        ({"a": "failed", "b": "running"}, None),
        ({"a": "failed", "b": "lost"}, Status.LOST),
        ({"a": "failed", "b": "stopped"}, Status.FAILED),
    ],
)
def test_the_end_of_a_run_follows_from_its_steps(states, conclusion):
    ended = engine.conclusion(planned(a="", b="a"), states, stopped=False)

    assert ended == conclusion


@pytest.mark.parametrize(
    "states",
    [{}, {"a": "succeeded"}, {"a": "failed"}, {"a": "lost"}, {"a": "stopped"}],
)
def test_a_run_that_was_stopped_ends_stopped_whatever_its_steps_did(states):
    ended = engine.conclusion(planned(a="", b="a"), states, stopped=True)

    assert ended == Status.STOPPED


@pytest.mark.parametrize("open_state", sorted(set(Status) - FINAL))
def test_nothing_ends_while_a_step_is_open(open_state):
    for stopped in (True, False):
        states = {"a": "failed", "b": open_state}
        plan_ = planned(a="", b="")
        assert engine.conclusion(plan_, states, stopped=stopped) is None


@pytest.mark.parametrize(("stopped", "end"), [(False, "succeeded"), (True, "stopped")])
def test_a_plan_without_steps_ends_at_once(stopped, end):
    assert engine.conclusion(plan.Plan(), {}, stopped=stopped) == end


def test_every_plan_comes_to_an_end_step_by_step():
    """Whatever may start is done; then nothing is left and the run has succeeded."""
    states: dict[str, str] = {}
    rounds = 0

    while engine.conclusion(DIAMOND, states, stopped=False) is None:
        started = engine.startable(DIAMOND, states)
        assert started
        states |= {step.key: Status.SUCCEEDED for step in started}
        rounds += 1

    assert (rounds, set(states)) == (3, set("abcd"))
